"""Reading applications: enterprise.py for the applicant's side, queue.py and case.py for the institution's."""
