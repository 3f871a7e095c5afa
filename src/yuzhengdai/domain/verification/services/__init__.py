"""Use cases of 企业认证; every change of state goes through ``step.verification_step``."""
