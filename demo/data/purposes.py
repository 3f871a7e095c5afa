"""What each kind of product says the money may be used for; a kind that is not here states no purpose."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from yuzhengdai.domain.products.enums import RENEWAL_PURPOSE, LoanUse

_GOODS, _EQUIPMENT, _TURN, _WAGES, _PLANT, _RESEARCH, _ORDER, _OTHER = (use.value for use in LoanUse)

PURPOSES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "merchant": (_GOODS, _TURN, _WAGES),
        "electricity": (_TURN, _GOODS),
        "social": (_WAGES, _TURN),
        "tax": (_TURN, _GOODS),
        "first": (_TURN, _GOODS, _WAGES, _OTHER),
        "startup": (_TURN, _GOODS, _EQUIPMENT, _WAGES, _OTHER),
        "procurement": (_ORDER, _GOODS),
        "chain": (_ORDER, _GOODS),
        "export": (_ORDER, _GOODS),
        "logistics": (_TURN, _EQUIPMENT),
        "tourism": (_TURN, _WAGES, _OTHER),
        "grain": (_GOODS, _ORDER),
        "planting": (_GOODS, _TURN, _EQUIPMENT),
        "breeding": (_GOODS, _TURN),
        "special": (_GOODS, _TURN),
        "patent": (_RESEARCH, _TURN),
        "specialised": (_RESEARCH, _TURN, _EQUIPMENT),
        "equipment": (_EQUIPMENT,),
        "green": (_EQUIPMENT, _PLANT),
        "plant": (_PLANT,),
        "renewal": (RENEWAL_PURPOSE,),
        "reserve": (_GOODS,),
        "rural": (_PLANT, _OTHER),
        "g_tech": (_RESEARCH, _TURN),
        "g_farm": (_GOODS, _TURN, _EQUIPMENT),
        "g_bond": (_ORDER,),
        "l_direct": (_EQUIPMENT,),
        "l_back": (_EQUIPMENT, _TURN),
        "l_vehicle": (_EQUIPMENT,),
        "m_turn": (_TURN,),
        "m_farm": (_GOODS,),
        "m_shop": (_PLANT, _EQUIPMENT, _GOODS),
    }
)
"""Key of the kind → purposes."""
