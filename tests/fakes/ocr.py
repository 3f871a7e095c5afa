"""A reader that reads what a test wrote down: `get_ocr().papers[PaperKind.ID_FRONT] = paper(kind, person_name="…")`."""

from __future__ import annotations

from tests.fakes.common import Fake
from yuzhengdai.foundation.integrations.ocr.base import (
    FieldReading,
    PaperKind,
    PaperReading,
    PictureProblem,
)

# 110101199003070134 and 91350100M000100Y43 hold their check digits.
DEFAULTS = {
    PaperKind.ID_FRONT: {
        "person_name": "张示例",
        "sex": "男",
        "ethnicity": "汉",
        "born_on": "1990-03-07",
        "id_address": "河南省郑州市金水区示例路 1 号",
        "id_number": "110101199003070134",
    },
    PaperKind.ID_BACK: {
        "issuing_authority": "郑州市公安局金水分局",
        "valid_from": "2020-01-01",
        "valid_until": "2040-01-01",
    },
    PaperKind.LICENCE: {
        "uscc": "91350100M000100Y43",
        "name": "河南示例贸易有限公司",
        "entity_type_text": "有限责任公司",
        "legal_representative_name": "张示例",
        "registered_capital_text": "壹佰万元整",
        "established_on": "2015-06-01",
        "valid_period_text": "长期",
        "registered_address": "河南省郑州市金水区示例路 1 号",
        "business_scope": "示例经营范围",
    },
}


def paper(
    kind: PaperKind,
    *,
    unsure: tuple[str, ...] = (),
    problems: tuple[PictureProblem, ...] = (),
    qr_text: str = "",
    **fields: str,
) -> PaperReading:
    """A reading with these fields; `unsure` names those to be looked at again."""
    read = {
        key: FieldReading(value, 0.5 if key in unsure else 0.99, key not in unsure, (0.1, 0.2, 0.9, 0.4))
        for key, value in fields.items()
    }
    return PaperReading(kind, read, problems=problems, qr_text=qr_text, engine="fake 1")


class FakeOcr(Fake):
    """`papers` maps kind → reading; before that, the DEFAULTS."""

    def __init__(self) -> None:
        super().__init__()
        self.papers = {kind: paper(kind, **fields) for kind, fields in DEFAULTS.items()}

    def read(self, *, kind: PaperKind, picture: bytes, content_type: str) -> PaperReading:
        """What was written down for this kind."""
        self.called("read", kind=kind, size=len(picture), content_type=content_type)
        return self.papers[kind]


def make() -> FakeOcr:
    """For the registry."""
    return FakeOcr()
