"""Use cases of applications, one file each; every change of state goes through ``step.application_step``."""
