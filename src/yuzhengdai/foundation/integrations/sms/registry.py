def get_sender():
    raise NotImplementedError
