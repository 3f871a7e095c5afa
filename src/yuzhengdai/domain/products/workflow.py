"""Products and their versions: action → from-states, to-state, who. Default deny; see core.transitions.

A first version takes its product along; a later version goes its way while the product stays on the shelf as it is.
"""

from __future__ import annotations

from yuzhengdai.domain.institutions.enums import LEADING_ROLES
from yuzhengdai.domain.products.enums import ProductState as P
from yuzhengdai.domain.products.enums import VersionState as V
from yuzhengdai.foundation.core.transitions import Transition, Workflow

_OPERATOR = frozenset({"operator:operator"})
_SYSTEM = frozenset({"system"})
_OPEN = frozenset({V.DRAFT.value, V.RETURNED.value})

VERSION_WORKFLOW = Workflow(
    "product_version",
    [
        Transition("edit", _OPEN, None, LEADING_ROLES | _SYSTEM, {"institution": "修改"}),
        Transition("submit", _OPEN, V.IN_REVIEW, LEADING_ROLES | _SYSTEM, {"institution": "提交审核"}),
        Transition("publish", frozenset({V.IN_REVIEW}), V.PUBLISHED, _OPERATOR, {"operator": "审核通过"}),
        Transition("return", frozenset({V.IN_REVIEW}), V.RETURNED, _OPERATOR, {"operator": "退回修改"}),
        # Loading of whole catalogues by the platform itself (demo province, migration from another system).
        Transition("load", _OPEN | {V.IN_REVIEW.value}, V.PUBLISHED, _SYSTEM),
    ],
    {state.value: str(state.label) for state in V},
)

PRODUCT_WORKFLOW = Workflow(
    "product",
    [
        Transition(
            "new_version",
            frozenset({P.ON_SHELF, P.OFF_SHELF}),
            None,
            LEADING_ROLES | _SYSTEM,
            {"institution": "修改产品"},
        ),
        Transition(
            "take_off",
            frozenset({P.ON_SHELF}),
            P.OFF_SHELF,
            LEADING_ROLES | _OPERATOR | _SYSTEM,
            {"institution": "下架", "operator": "下架"},
        ),
        Transition(
            "put_back", frozenset({P.OFF_SHELF}), P.ON_SHELF, _OPERATOR | _SYSTEM, {"operator": "重新上架"}
        ),
    ],
    {state.value: str(state.label) for state in P},
)
