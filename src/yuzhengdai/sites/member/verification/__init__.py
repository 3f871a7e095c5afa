"""企业认证 as the console and the phone app have it in common: the attempt, its steps, what is saved of each."""
