"""Programmable outside systems. `get_ocr()` and its kin give the fake of this test; the next test gets a new one.

get_identity().answer = IdentityAnswer.MISMATCH      # what the next calls answer
get_gov_data().error = down("gov_data")              # or how they fail, until set to None
assert get_identity().calls == [...]                 # what was asked
"""
