"""Reading demands: public.py for everybody, mine.py for the enterprise, hall.py for institutions, desk.py for the operator."""
