"""Reading applications: enterprise.py for the applicant's side, institution.py for the bank's."""
