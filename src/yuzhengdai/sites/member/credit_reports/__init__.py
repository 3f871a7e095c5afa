"""「企业信用报告」 on any screen and in the phone app (K1)."""
