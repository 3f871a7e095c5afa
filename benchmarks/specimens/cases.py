"""Papers as people really send them: cases by name, each a file, the kind it is put in as, what a reading should say or refuse.

Two hands draw them. The first (``demo.specimens``, ``marks``, ``others``) is what the engine is tuned on; the second (``other_hand``:
other fonts, layouts, seals, watermarks, camera) only judges it. Seeds of one are never used by the other.
"""

from __future__ import annotations

import dataclasses
import io
import random
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType

from PIL import Image

from benchmarks.specimens import first_hand, other_hand
from benchmarks.specimens.marks import WATERMARKS, blurred, both_sides, darkened, mirrored
from benchmarks.specimens.others import OTHERS
from demo.specimens.holders import Enterprise, Person, enterprise, person

HANDS: dict[str, ModuleType] = {"tune": first_hand, "judge": other_hand}
_RARE = ("陈𬍛", "王𬭎", "李𬀩", "张𣲘", "刘𬸣", "赵䶮", "周㛃", "郑堃", "孙玥", "吴頔")
_SHORT = ("王", "李", "白")
_FOREIGN = ("MÜLLER HANS", "JOSÉ GARCÍA", "SMITH JOHN", "FRANÇOIS DUPONT", "KIM MINSU")


@dataclass(frozen=True, slots=True)
class Case:
    """``truth`` field → print, {} where nothing should be offered; ``problems``: one of them must be told first unless all was read
    right, () for none; ``never_sure`` fields that may be right by luck only."""

    kind: str
    picture: bytes
    truth: dict[str, str]
    problems: tuple[str, ...] = ()
    never_sure: tuple[str, ...] = ()


def case(name: str, seed: int, hand: str = "tune") -> Case:
    """One case; names as in ``names()``."""
    key = f"{hand}:{name}:{seed}"
    group, _, rest = name.partition(":")
    return _MAKERS[group](HANDS[hand], rest, key)


def names() -> list[str]:
    """All cases, ``group:detail``."""
    out = [f"watermark:{kind}:{mark}" for kind in ("id_front", "id_back", "licence") for mark in WATERMARKS]
    out += [f"other:{name}" for name in OTHERS]
    out += [
        "seal",
        "period",
        "both:id_front",
        "both:id_back",
        "partnership",
        "name:rare",
        "name:short",
        "name:foreign",
    ]
    out += ["finger:number", "finger:address", "finger:authority"]
    out += [
        f"{how}:{kind}"
        for how in ("mirrored", "dark", "blurred")
        for kind in ("id_front", "id_back", "licence")
    ]
    return [
        *out,
        "small:licence",
        "old_number",
        "letter_first",
        "qr_of_another",
        "cut:id_front",
        "cut:licence",
        "plain:id_front",
        "plain:id_back",
        "plain:licence",
    ]


def _jpeg(image: Image.Image, quality: int = 82) -> bytes:
    out = io.BytesIO()
    image.convert("RGB").save(out, "JPEG", quality=quality)
    return out.getvalue()


def _drawn(hand: ModuleType, kind: str, key: str) -> tuple[Image.Image, dict[str, str]]:
    if kind == "licence":
        it = enterprise(key)
        return hand.licence(it, key), it.licence()
    who = person(key)
    return (hand.front(who, key), who.front()) if kind == "id_front" else (hand.back(who, key), who.back())


def _plain(hand: ModuleType, kind: str, key: str) -> Case:
    image, truth = _drawn(hand, kind, key)
    return Case(kind, hand.shot(image, key), truth)


def _watermark(hand: ModuleType, rest: str, key: str) -> Case:
    kind, mark = rest.split(":")
    image, truth = _drawn(hand, kind, key)
    if random.Random(key).random() < 0.5:
        return Case(kind, hand.shot(hand.watermarked(image, mark, key), key), truth)
    # Put on by an app, over the finished photograph.
    shot = Image.open(io.BytesIO(hand.shot(image, key)))
    return Case(kind, _jpeg(hand.watermarked(shot, mark, key)), truth)


def _other(hand: ModuleType, name: str, key: str) -> Case:
    kind = random.Random(key).choice(("id_front", "id_back", "licence"))
    if name in {"food_permit", "account_permit", "property_certificate", "institution_certificate"}:
        kind = "licence"
    elif name.startswith("residence") or name == "temporary_id":
        kind = random.Random(key).choice(("id_front", "id_back"))
    said = name.removesuffix("_back")
    return Case(kind, hand.shot(hand.other_paper(name, key), key), {}, (f"is_{said}",))


def _seal(hand: ModuleType, rest: str, key: str) -> Case:
    it = enterprise(key, "company")
    return Case(
        "licence",
        hand.shot(hand.licence(it, key, layout="landscape", seal_over_label=True), key),
        it.licence(),
    )


def _period(hand: ModuleType, rest: str, key: str) -> Case:
    it = enterprise(key, "company")
    start, end = (
        it.established_on,
        it.established_on.replace(day=min(it.established_on.day, 28), year=it.established_on.year + 20),
    )
    words = (
        f"{start.year}年{start.month:02d}月{start.day:02d}日至{end.year}年{end.month:02d}月{end.day:02d}日"
    )
    it = dataclasses.replace(it, period_text=words)
    image = hand.licence(it, key, layout="landscape", seal_over_label=random.Random(key).random() < 0.5)
    return Case("licence", hand.shot(image, key), it.licence())


def _both(hand: ModuleType, kind: str, key: str) -> Case:
    who = person(key)
    sheet = both_sides(hand.front(who, key), hand.back(who, key), key)
    return Case(kind, hand.shot(sheet, key), who.front() if kind == "id_front" else who.back())


def _partnership(hand: ModuleType, rest: str, key: str) -> Case:
    it = enterprise(key, "partnership")
    rng = random.Random(key)
    manager = (
        rng.choice(("河南", "郑州", "洛阳"))
        + rng.choice(("恒信", "瑞丰", "嵩岳"))
        + rng.choice(("示例投资管理有限公司", "示例股权投资基金管理有限公司"))
    )
    it = dataclasses.replace(
        it, representative=f"{manager}（委派代表：{it.representative}）", type_text="有限合伙企业"
    )
    return Case("licence", hand.shot(hand.licence(it, key), key), it.licence())


def _name(hand: ModuleType, sort: str, key: str) -> Case:
    rng = random.Random(key)
    if sort == "foreign":
        it = dataclasses.replace(enterprise(key, "company"), representative=rng.choice(_FOREIGN))
        return Case("licence", hand.shot(hand.licence(it, key), key), it.licence())
    name = rng.choice(_RARE if sort == "rare" else _SHORT)
    who = dataclasses.replace(person(key), name=name, ethnicity="汉")
    return Case(
        "id_front",
        hand.shot(hand.front(who, key), key),
        who.front(),
        (),
        ("person_name",) if sort == "short" else (),
    )


def _finger(hand: ModuleType, where: str, key: str) -> Case:
    who = person(key)
    rng = random.Random(key)
    if where == "authority":
        image = hand.fingered(
            hand.back(who, key), (rng.uniform(0.5, 0.62), 0.76), key, come_from=rng.choice((20.0, -25.0))
        )
        return Case("id_back", hand.shot(image, key), who.back(), ("covered",), ("issuing_authority",))
    tip, name = (
        ((rng.uniform(0.5, 0.8), 0.9), "id_number")
        if where == "number"
        else ((rng.uniform(0.42, 0.5), 0.58), "id_address")
    )
    image = hand.fingered(hand.front(who, key), tip, key, come_from=65.0 if where == "number" else 35.0)
    return Case("id_front", hand.shot(image, key), who.front(), ("covered",), (name,))


def _spoiled(how: Callable[..., Image.Image], problem: str) -> Callable[[ModuleType, str, str], Case]:
    def make(hand: ModuleType, kind: str, key: str) -> Case:
        image, truth = _drawn(hand, kind, key)
        shot = Image.open(io.BytesIO(hand.shot(image, key))).convert("RGB")
        return Case(kind, _jpeg(how(shot) if problem == "mirrored" else how(shot, key)), truth, (problem,))

    return make


def _small(hand: ModuleType, kind: str, key: str) -> Case:
    image, truth = _drawn(hand, kind, key)
    image.thumbnail((480, 480) if image.width < image.height else (680, 480))
    return Case(kind, _jpeg(image, 85), truth, ("too_small",))


def _old_number(hand: ModuleType, rest: str, key: str) -> Case:
    it = dataclasses.replace(
        enterprise(key, "company"), uscc="4101" + "".join(random.Random(key).choices("0123456789", k=11))
    )
    truth = {name: value for name, value in it.licence().items() if name != "uscc"}
    image = hand.licence(it, key, qr=False, code_label="注册号")
    return Case("licence", hand.shot(image, key), truth, ("fields_missing",), ("uscc",))


def _letter_first(hand: ModuleType, rest: str, key: str) -> Case:
    it = enterprise(key)
    page = hand.licence(it, key)
    letter = hand.letter(key, page.size)
    out = io.BytesIO()
    letter.convert("RGB").save(out, "PDF", resolution=200, save_all=True, append_images=[page.convert("RGB")])
    return Case("licence", out.getvalue(), it.licence())


def _qr_of_another(hand: ModuleType, rest: str, key: str) -> Case:
    it, other = enterprise(key), enterprise(key + "other")
    return Case("licence", hand.shot(hand.licence(it, key, qr_of=other), key), it.licence(), (), ())


def _cut(hand: ModuleType, kind: str, key: str) -> Case:
    image, truth = _drawn(hand, kind, key)
    rng = random.Random(key)
    keep = rng.uniform(0.5, 0.68)
    box = (
        (0, 0, round(image.width * keep), image.height)
        if kind == "id_front"
        else (0, 0, image.width, round(image.height * keep * 0.8))
    )
    return Case(
        kind,
        _jpeg(image.crop(box).resize((900, round(900 * (box[3] / box[2]))))),
        truth,
        ("cut_off", "fields_missing"),
    )


_MAKERS: dict[str, Callable[[ModuleType, str, str], Case]] = {
    "plain": _plain, "watermark": _watermark, "other": _other, "seal": _seal, "period": _period, "both": _both,
    "partnership": _partnership, "name": _name, "finger": _finger, "mirrored": _spoiled(mirrored, "mirrored"),
    "dark": _spoiled(darkened, "dark"), "blurred": _spoiled(blurred, "blurred"), "small": _small, "old_number": _old_number,
    "letter_first": _letter_first, "qr_of_another": _qr_of_another, "cut": _cut,
}  # fmt: skip

__all__ = ["HANDS", "Case", "Enterprise", "Person", "case", "names"]
