"""The audit log in words: one map of acts, one of what they are about, one of what their details say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from yuzhengdai.domain.accounts.enums import StaffRoleKind
from yuzhengdai.domain.agreements.models import AgreementKind
from yuzhengdai.domain.applications.enums import ApplicationState, DocumentKind
from yuzhengdai.domain.credit.enums import DataItem
from yuzhengdai.domain.institutions.enums import OfficerRole
from yuzhengdai.foundation.audit.actions import action_now

SIDES: Final = {
    "visitor": "访客",
    "enterprise": "企业",
    "institution": "机构",
    "operator": "运营",
    "system": "系统",
}

_ACTS: Final[Mapping[str, str]] = {
    "access": "choose 选择企业|hand_over_code 扫码后获取验证码|hand_over_make 生成二维码|hand_over_open 扫描二维码"
    "|hand_over_refused 扫码办理被拒|hand_over_take 在手机上接着办理|login 登录|logout 退出|reclaim 重新认领企业|register 注册",
    "accounts": "phone_change 更换手机号|second_factor_enrolled 绑定动态口令|second_factor_failed 动态口令不正确"
    "|second_factor_passed 动态口令通过|second_factor_reset 重置动态口令|sessions_end 结束全部登录|staff_confirm 确认运营岗位"
    "|staff_decline 不同意运营岗位|staff_first 设立首个运营岗位|staff_inactive 停用运营岗位|staff_propose 提出运营岗位"
    "|user_create 新建账号|user_rename 修改姓名",
    "agreements": "consent 同意协议|publish 发布协议|withdraw 撤回同意",
    "applications": "accept 受理|approve 同意授信|confirm_costs 确认成本清单|contact_phone 修改联系手机|decline 不予受理"
    "|disburse 登记放款|discard 删除草稿|document_opened 打开材料|document_remove 移除材料|expire 补件超期关闭|export 导出申请"
    "|forgo 放弃授信|hand_over 转办|identity_opened 查看身份信息|lapse 授信失效|late 超时提醒|note 记录尽调|opened 打开申请"
    "|phone_revealed 查看完整手机号|printed 打印整份申请|reject 未通过|return 退回补件|settle 登记结清|start_approval 提交审批"
    "|start_due_diligence 开始尽调|submit 提交申请|supplement 提交补件|take 领取|urge 督办|withdraw 撤回申请",
    "audit": "verify 校验审计日志|export 导出审计日志",
    "certificates": "ca_create 生成平台证书密钥|issue 签发手机证书|revoke 吊销手机证书|use 使用手机证书|use_refused 手机证书未通过",
    "content": "create 新建文章|publish 发布文章|unpublish 下线文章|update 修改文章",
    "credit": "confirm 确认数据授权|end 数据授权结束|expire 数据授权到期|grant 授权数据|read 查看授权数据|refuse 不同意数据授权"
    "|revoke 撤回数据授权",
    "enterprises": "cancel 注销企业|claim 认领企业|details_change 修改企业信息|electricity_absent 声明没有电力户号"
    "|electricity_verify 核验电力户号|freeze 冻结企业|invite 邀请成员|invite_accept 接受邀请|invite_decline 谢绝邀请"
    "|invite_withdraw 撤回邀请|join_accept 同意加入|join_refuse 不同意加入|join_request 申请加入|member_change 修改成员权限"
    "|member_confirm 确认成员|member_end 移除成员|members_await_head 成员等待法定代表人确认|social_insurance_verify 核验社保号"
    "|take_over 接管企业|unfreeze 解除冻结|utility_end 解除户号|utility_refused 户号核验未通过|verify 企业认证通过",
    "feedback": "answer 回复反馈|close 关闭反馈|create 提交反馈|reopen 重新打开反馈",
    "files": "delete 删除文件|store 保存文件",
    "institutions": "branch_create 新增网点|branch_update 修改网点|create 新增机构|officer_active 启用机构人员"
    "|officer_create 新增机构人员|officer_inactive 停用机构人员|officer_update 修改机构人员|update 修改机构",
    "notifications": "retry 重发消息",
    "products": "create 新建产品|edit 修改产品|new_version 新建产品版本|publish 发布产品|put_back 重新上架|return 退回产品"
    "|submit 提交产品审核|take_off 下架产品",
    "reference": "calendar_remove 删除日历例外|calendar_set 登记日历例外",
    "verification": "answers 外部核验回答|auto_pass 自动通过认证|auto_refuse 自动不予通过|change_way 更换认证方式|complete 完成认证"
    "|edit 填写认证资料|expire 认证过期|face_wipe 删除参考照片|flags_answered 答复核对要点|liveness 活体检测"
    "|liveness_verdict 活体检测结论|number_reveal 查看完整证件号|open 开始认证|pass 通过认证|picture_open 打开证件影像"
    "|pictures_wipe 删除证件影像|refuse 认证不通过|renew 重新办理证书|return 要求补充|send_to_review 转人工审核|submit 提交认证"
    "|transfer_begin 发起打款验证|transfer_state 打款验证有结果|wipe 删除认证资料|withdraw 撤回认证",
}
"""Package of the code → its acts, each 「act word」."""

WORDS: Final[Mapping[str, str]] = {
    f"{package}.{act}": word
    for package, acts in _ACTS.items()
    for act, _, word in (one.partition(" ") for one in acts.split("|"))
}

OBJECTS: Final[Mapping[str, str]] = {
    "agreement": "协议",
    "agreement_consent": "协议同意",
    "application": "申请",
    "article": "文章",
    "audit": "审计日志",
    "authorisation": "数据授权",
    "branch": "网点",
    "calendar": "工作日历",
    "certificate_authority": "平台证书",
    "enterprise": "企业",
    "feedback": "反馈",
    "file": "文件",
    "hand_over": "扫码办理",
    "institution": "机构",
    "invitation": "邀请",
    "member": "成员",
    "officer": "机构人员",
    "outbox_message": "消息",
    "phone_certificate": "手机证书",
    "product": "产品",
    "product_version": "产品版本",
    "staff_post": "运营岗位",
    "user": "账号",
    "utility_account": "户号",
    "verification": "企业认证",
}

_DETAILS: Final[Mapping[str, str]] = {
    "action": "操作",
    "attempt": "第几次",
    "broken_at": "不符处",
    "checked": "已校验",
    "count": "条数",
    "day": "日期",
    "ends_on": "到期日",
    "field": "项目",
    "fields": "修改的项目",
    "from": "原状态",
    "item": "数据项",
    "kind": "类型",
    "limit_yuan": "审批限额（元）",
    "number": "编号",
    "ok": "成功",
    "purpose": "用途",
    "reason": "原因",
    "reference": "凭证号",
    "result": "结果",
    "role": "岗位",
    "scopes": "权限",
    "serial": "证书序号",
    "state": "状态",
    "text": "内容",
    "to": "新状态",
    "version": "版本",
    "way": "方式",
    "what": "内容",
    "why": "原因",
}

_VALUES: Final[Mapping[str, Mapping[str, str]]] = {
    "kind": {str(kind): str(kind.label) for kind in (*DocumentKind, *AgreementKind)},
    "item": {str(item): str(item.label) for item in DataItem},
    "from": {str(state): str(state.label) for state in ApplicationState},
    "to": {str(state): str(state.label) for state in ApplicationState},
    "state": {str(state): str(state.label) for state in ApplicationState},
    "role": {
        **{str(role): str(role.label) for role in StaffRoleKind},
        **{str(role): str(role.label) for role in OfficerRole},
        "admin": "管理员",
        "agent": "经办人",
    },
}


def act_words(code: str) -> str:
    """「同意授信」 for the code of an event, however old; the code itself where it is unknown."""
    return WORDS.get(action_now(code), code)


def codes_of(typed: str) -> list[str]:
    """Codes of today whose words hold what was typed: 「放款」 finds 登记放款."""
    return [code for code, word in WORDS.items() if typed in word]


def detail_words(detail: Mapping[str, Any]) -> str:
    """「原状态：待受理；新状态：已受理」; identifiers of things, which say nothing to a reader, are left out."""
    parts = []
    for key, value in sorted(detail.items()):
        if value in {"", None} or key not in _DETAILS:
            continue
        said = (
            "是"
            if value is True
            else "否"
            if value is False
            else _VALUES.get(key, {}).get(str(value), str(value))
        )
        parts.append(f"{_DETAILS[key]}：{said}")
    return "；".join(parts)
