"""Who does what in the manual, and the demo accounts they use."""

from __future__ import annotations

from scripts.manual.pictures import PHONE
from scripts.manual.stage import Person

NEW_PHONE = "13912345680"
"""Of the owner who registers in 1.1."""
TO_LEAVE, CHANGED = "13800000002", "13912345690"
HEFENG = "13800000001"
OFFICER, APPROVER, MANAGER = "13800000021", "13800000027", "13800000022"
COUNTER = "13800000026"
OPERATOR, AUDITOR = "13800000091", "13800000092"

PEOPLE: dict[str, Person] = {
    "visitor": Person(),
    # The owner of 1.1: registers at a PC, goes on with a phone, whose browser has a camera (camera.py).
    "owner": Person(),
    "phone": Person(PHONE),
    # Logs in by code, by scan, by the login platform; each from a fresh browser.
    "many": Person(),
    "scanning": Person(),
    "scanner": Person(PHONE, HEFENG),
    "platform": Person(),
    "ca": Person(),
    # 河南禾丰粮油机械有限公司: has applications and demands in every state.
    "hefeng": Person(phone=HEFENG),
    "app": Person(PHONE, HEFENG),
    # Verified, has never applied.
    "fresh": Person(phone="13800000006"),
    "officer": Person(),
    # Has the right 「窗口协办」.
    "counter": Person(phone=COUNTER, side="staff"),
    "approver": Person(phone=APPROVER, side="staff"),
    "operator": Person(phone=OPERATOR, side="staff"),
    "auditor": Person(phone=AUDITOR, side="staff"),
}
