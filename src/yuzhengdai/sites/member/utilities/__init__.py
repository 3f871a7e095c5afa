"""电力户号 and 社保号, as console, phone app and wizard have in common."""
