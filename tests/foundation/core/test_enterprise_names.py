"""Names of enterprises at registration: what is on licences stays possible, what could be read or dialled does not."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from yuzhengdai.foundation.core.validators import clean_enterprise_name

REAL = [
    "郑州第1食品厂",
    "三六零安全科技股份有限公司",
    "河南五八同城信息技术有限公司",
    "国营第4049厂",
    "郑州1948文化传播有限公司",
    "21世纪不动产河南分公司",
    "郑州市二七区一二三四五幼儿园",
    "河南TCL电器销售有限公司",
    "郑州A·B饮食店",
    "洛阳（中国）轴承研究所有限公司",
    "新乡市7天连锁酒店管理有限公司",
    "郑州Top精品服饰店",
]
LURES = [
    "贷款已批请点h5.evil.cn领取，客服4001234567",
    "贷款已批请点h5．evil．cn领取",
    "请点h5。evil。cn",
    "领取https://evil",
    "www evil 领取",
    "请点h5·evil·cn领取",
    "加微信h5-evil.com",
    "客服400 123 4567",
    "客服400-123-4567",
    "客服４００１２３４５６７",
    "客服四零零一二三四五六七",
    "客服①③⑧⓪⓪①③⑧⓪⓪⓪",
    "客服壹叁捌零零壹叁捌零零零",
    "客服138（0013）8000",
    "公司12345",
    "一1二2三3四4五5六6七7",
]


@pytest.mark.parametrize("name", REAL)
def test_names_of_licences(name: str) -> None:
    assert clean_enterprise_name(name)


@pytest.mark.parametrize("name", LURES)
def test_lures(name: str) -> None:
    with pytest.raises(ValidationError):
        clean_enterprise_name(name)
