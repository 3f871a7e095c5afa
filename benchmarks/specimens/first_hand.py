"""The hand that draws what the engine is tuned on: ``demo.specimens`` with what people put over papers."""

from __future__ import annotations

import random

from PIL import Image

from benchmarks.specimens import marks, others
from benchmarks.specimens.camera import photograph
from demo.specimens import cards, licences
from demo.specimens.canvas import Canvas, Style
from demo.specimens.holders import Enterprise, Person

watermarked, fingered, other_paper = marks.watermarked, marks.fingered, others.other_paper


def front(who: Person, key: str) -> Image.Image:
    """The front of a card in a style of its own."""
    return cards.id_front(who, style=Style.drawn(key))


def back(who: Person, key: str) -> Image.Image:
    """The back of a card in a style of its own."""
    return cards.id_back(who, style=Style.drawn(key))


def licence(
    it: Enterprise,
    key: str,
    *,
    layout: str = "",
    seal_over_label: bool = False,
    qr: bool = True,
    qr_of: Enterprise | None = None,
    code_label: str = "统一社会信用代码",
) -> Image.Image:
    """A licence; ``seal_over_label`` lays the office's seal over 登记机关."""
    page = licences.licence(
        it, style=Style.drawn(key, layout=layout), qr=qr, qr_of=qr_of, code_label=code_label
    )
    if seal_over_label:
        rng = random.Random(key)
        page = marks.sealed(
            page, (rng.uniform(0.6, 0.68), rng.uniform(0.57, 0.6)), rng.uniform(0.062, 0.08), key
        )
    return page


def letter(key: str, size: tuple[int, int]) -> Image.Image:
    """What people put in front of the paper in one PDF."""
    page = Canvas(size[0] / 8, size[1] / 8, 8, (255, 255, 255))
    words = (
        "关于申请企业认证的说明",
        "河南省金融服务共享平台：",
        "我公司现申请办理企业认证，随函附上营业执照复印件一份，请予办理。",
        "联系人：张示例  电话：0371-00000000",
        "示例贸易有限公司",
        "2026年11月30日",
    )
    for number, line in enumerate(words):
        page.text(24, 40 + number * 14, line, name="regular", size=5.2, colour=(20, 20, 20))
    return page.image


def shot(image: Image.Image, key: str) -> bytes:
    """A phone's photograph of it, moderate or clean, upright."""
    level = random.Random(f"level:{key}").choice(("clean", "moderate"))
    return photograph(image, level=level, seed=key, quarter_turns=0, size=(2560, 1920)).jpeg
