"""Identity, 工商, 电力 and 社保: the province as it is, and rules for newcomers (docs/integrations.md, 「沙箱」)."""

from __future__ import annotations

from typing import Any

from sandbox.contract import Question, Refusal
from sandbox.numbers import is_id_number, is_uscc
from sandbox.province import Known, Province

PHONE = r"[0-9]{10,12}"
_STATE_WORDS = {"注销": "cancelled", "吊销": "revoked", "迁出": "moved_out"}
Answer = dict[str, Any]


class Sources:
    """Answers without state; ``reference`` numbers come from the caller."""

    def __init__(self, province: Province) -> None:
        self._province = province

    def person(self, question: Question) -> Answer:
        name = question.text("person_name", pattern=r"[^\x00-\x1f]{1,60}")
        number = question.text("id_number", pattern=r"[0-9X]{18}")
        if not is_id_number(number):
            raise Refusal("bad_id_number")
        has_portrait = question.has("portrait")
        answer, score = self._person(name, number, has_portrait=has_portrait)
        return {
            "answer": answer,
            "authoritative": True,
            "portrait_score": score if has_portrait else None,
            "source": "身份核验（模拟）",
        }

    def _person(self, name: str, number: str, *, has_portrait: bool) -> tuple[str, float | None]:
        known = self._province.people.get(self._province.digest(number))
        if known is not None and known != self._province.digest(name):
            return "mismatch", None
        if "查无" in name:
            return "not_found", None
        if "不符" in name:
            return "mismatch", None
        if has_portrait and "异像" in name:
            return "portrait_different", 0.21
        if has_portrait and "存疑" in name:
            return "portrait_unsure", 0.58
        return "match", 0.93

    def enterprise(self, question: Question) -> Answer:
        uscc, name = self._uscc(question), question.text("name", is_optional=True)
        source = {"source": "市场监管登记信息（模拟）"}
        known = self._province.by_uscc.get(uscc)
        if known is not None:
            return {
                "found": True,
                "state": known.state,
                "name": known.name,
                "entity_type": known.entity_type,
                "registered_address": known.registered_address,
                "established_on": known.established_on,
                "industry_code": known.industry_code,
                "size": known.size,
                **source,
            }
        if "查无" in name:
            return {"found": False, **source}
        state = next((state for word, state in _STATE_WORDS.items() if word in name), "active")
        return {"found": True, "state": state, "name": name, "size": "micro", **source}

    def elements(self, question: Question) -> Answer:
        uscc, name = self._uscc(question), question.text("name")
        head = question.text("legal_representative_name", pattern=r"[^\x00-\x1f]{1,60}")
        number = question.text("legal_representative_id_number", pattern=r"[0-9X]{18}", is_optional=True)
        known = self._province.by_uscc.get(uscc)
        if known is None:
            elements = {
                "name": "不符" not in name,
                "uscc": "查无" not in name,
                "legal_representative_name": "不符" not in head,
            }
            is_head = True
        else:
            digest = self._province.digest
            elements = {
                "name": name == known.name,
                "uscc": True,
                "legal_representative_name": digest(head) == known.head_name,
            }
            is_head = not known.head_id or digest(number) == known.head_id
        if number:
            elements["legal_representative_id_number"] = is_head
        return {"elements": elements, "authoritative": True, "source": "企业四要素（模拟）"}

    def electricity(self, question: Question) -> Answer:
        number = question.text("account_number", pattern=r"[0-9]{10}|[0-9]{13}")
        payer = question.text("payer_name", pattern=r"[^\x00-\x1f]{1,60}")
        phone, uscc = question.text("payer_phone", pattern=PHONE), self._uscc(question)
        known = self._province.by_electricity.get(number)
        if known is not None:
            mismatch = self._electricity_of(known, payer, phone, uscc)
        elif number.endswith("0001"):
            return {"found": False, "match": False, "source": "电力（模拟）"}
        elif number.endswith("0002") or "不符" in payer:
            mismatch = "payer_name"
        else:
            mismatch = {"0003": "payer_phone", "0004": "uscc"}.get(number[-4:], "")
        return {"found": True, "match": not mismatch, "mismatch": mismatch, "source": "电力（模拟）"}

    def _electricity_of(self, known: Known, payer: str, phone: str, uscc: str) -> str:
        if uscc != known.uscc:
            return "uscc"
        if payer != known.payer_name:
            return "payer_name"
        return "" if self._province.digest(phone) == known.payer_phone else "payer_phone"

    def social_insurance(self, question: Question) -> Answer:
        number = question.text("unit_number", pattern=r"[0-9A-Z]{4,20}")
        uscc = self._uscc(question)
        question.text("name")
        known = self._province.by_social_insurance.get(number)
        source = {"source": "社保（模拟）"}
        if known is not None:
            mismatch = "" if uscc == known.uscc else "uscc"
        elif number.endswith("0001"):
            return {"found": False, "match": False, **source}
        else:
            mismatch = "uscc" if number.endswith("0002") else ""
        return {"found": True, "match": not mismatch, "mismatch": mismatch, **source}

    @staticmethod
    def _uscc(question: Question) -> str:
        uscc = question.text("uscc", pattern=r"[0-9A-Z]{18}")
        if not is_uscc(uscc):
            raise Refusal("bad_uscc")
        return uscc
