"""The audit log in words: one map of acts, one of what they are about, one of what their details say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from yuzhengdai.domain.accounts.enums import StaffRoleKind
from yuzhengdai.domain.agreements.models import AgreementKind
from yuzhengdai.domain.applications.enums import ApplicationState, DocumentKind
from yuzhengdai.domain.credit.enums import DataItem
from yuzhengdai.domain.data_items.items import ITEMS
from yuzhengdai.domain.enterprises.enums import MemberScope
from yuzhengdai.domain.institutions.enums import OfficerRole
from yuzhengdai.domain.verification.counter_enums import CounterSampleState
from yuzhengdai.foundation.audit.actions import action_now

SIDES: Final = {
    "visitor": "访客",
    "counter_right": "窗口协办权限",
    "counter_session": "窗口办理",
    "enterprise": "企业",
    "institution": "机构",
    "operator": "运营",
    "system": "系统",
}

_ACTS: Final[Mapping[str, str]] = {
    "access": "choose 选择企业|hand_over_code 扫码后获取验证码|hand_over_make 生成二维码|hand_over_open 扫描二维码"
    "|hand_over_refused 扫码办理被拒|hand_over_take 在手机上接着办理|login 登录|logout 退出"
    "|platform_link 绑定认证平台账号|platform_unlink 解除认证平台账号|reclaim 重新认领企业|register 注册"
    "|proved 扫码登录后确认本人|session_end 退出一台设备"
    "|scan_open 扫描登录二维码|scan_confirm 在手机上确认登录电脑|scan_cancel 在手机上取消登录电脑|scan_refused 扫码登录选错数字",
    "accounts": "phone_change 更换手机号|second_factor_enrolled 绑定动态口令|second_factor_failed 动态口令不正确"
    "|second_factor_passed 动态口令通过|second_factor_reset 重置动态口令|sessions_end 结束全部登录|staff_confirm 确认运营岗位"
    "|staff_decline 不同意运营岗位|staff_first 设立首个运营岗位|staff_inactive 停用运营岗位|staff_propose 提出运营岗位"
    "|user_create 新建账号|user_rename 修改姓名",
    "agreements": "consent 同意协议|publish 发布协议|withdraw 撤回同意",
    "applications": "accept 受理|approve 同意授信|call_report 举报来电|carry_over 改投其他产品"
    "|confirm_costs 确认成本清单|contact_phone 修改联系手机|decline 不予受理"
    "|disburse 登记放款|discard 删除草稿|document_opened 打开材料|document_remove 移除材料|expire 补件超期关闭|export 导出申请"
    "|forgo 放弃授信|hand_over 转办|identity_opened 查看身份信息|lapse 授信失效|late 超时提醒|note 记录尽调|opened 打开申请"
    "|phone_revealed 查看完整手机号|printed 打印整份申请|propose 提出授信建议|refuse 审批未通过|reject 未通过|return 退回补件"
    "|release 复核放款|send_entry_back 退回放款登记|send_back 退回授信建议|settle 登记结清|start_approval 提交审批"
    "|start_due_diligence 开始尽调|submit 提交申请|supplement 提交补件|take 领取|urge 督办|withdraw 撤回申请"
    "|correct 更正授信|revoke 撤销授信|escalate 提交上级|authority 设置审批权限|authority_remove 删除审批权限",
    "audit": "verify 校验审计日志|export 导出审计日志",
    "certificates": "ca_create 生成平台证书密钥|issue 签发手机证书|revoke 吊销手机证书|use 使用手机证书|use_refused 手机证书未通过"
    "|trusted_propose 提出 CA|trusted_confirm 确认 CA|trusted_decline 不同意 CA|trusted_end 停用 CA"
    "|key_use 使用 USBKEY|key_refused USBKEY 未通过|key_meant 指定 USBKEY 的成员|key_bind 绑定 USBKEY|key_unbind 解除绑定 USBKEY",
    "content": "create 新建文章|publish 发布文章|unpublish 下线文章|update 修改文章",
    "credit": "attempt 未获授权的查看|confirm 确认数据授权|end 数据授权结束|expire 数据授权到期|export 导出查看记录"
    "|grant 授权数据|read 查看授权数据|receipt 下载授权回执|refuse 不同意数据授权|revoke 撤回数据授权",
    "credit_reports": "download 下载企业信用报告|make 生成企业信用报告|pdf 签名企业信用报告"
    "|ready 企业信用报告已生成|verify 核验企业信用报告|wipe 删除到期的企业信用报告内容",
    "data_items": "fetch 查询数据来源",
    "demands": "cancel 需求随企业注销结束|close 撤回需求|contact_wiped 清除需求联系方式|delete 删除需求|discard 删除需求草稿"
    "|edit 修改需求|expire 需求到期|export 导出需求大厅|extend 延长需求有效期|interested_again 取消「不感兴趣」|match 需求达成"
    "|not_interested 标为「不感兴趣」"
    "|offer 提交融资方案|offer_accept 接受融资方案|offer_confirm 确认融资方案仍有效|offer_decline 谢绝融资方案|offer_edit 修改融资方案"
    "|offer_lapse 融资方案失效|offer_pass_over 已选择其他方案|offer_release 放行融资方案|offer_withdraw 撤回融资方案|opened 打开需求"
    "|pass 通过需求审核|publish 发布需求|remove 下架需求|reopen 重新开放需求|return 退回需求修改",
    "enterprises": "cancel 注销企业|claim 认领企业|details_change 修改企业信息|electricity_absent 声明没有电力户号"
    "|electricity_verify 核验电力户号|freeze 冻结企业|invite 邀请成员|invite_accept 接受邀请|invite_decline 谢绝邀请"
    "|invite_withdraw 撤回邀请|join_accept 同意加入|join_refuse 不同意加入|join_request 申请加入|member_change 修改成员权限"
    "|member_confirm 确认成员|member_end 移除成员|members_await_head 成员等待法定代表人确认|social_insurance_verify 核验社保号"
    "|take_over 接管企业|unfreeze 解除冻结|utility_end 解除户号|utility_refused 户号核验未通过|verify 企业认证通过",
    "feedback": "answer 回复反馈|close 关闭反馈|create 提交反馈|reopen 重新打开反馈",
    "files": "delete 删除文件|store 保存文件",
    "institutions": "branch_create 新增网点|branch_lending 修改网点可贷区域|branch_update 修改网点|create 新增机构"
    "|lending 修改可贷区域和放行金额|officer_active 启用机构人员"
    "|officer_create 新增机构人员|officer_inactive 停用机构人员|officer_update 修改机构人员|update 修改机构",
    "notifications": "retry 重发消息",
    "personal_data": "close 注销账号|export 导出个人信息|wipe 擦除已注销账号的锁定信息",
    "products": "create 新建产品|edit 修改产品|new_version 新建产品版本|publish 发布产品|put_back 重新上架|return 退回产品"
    "|submit 提交产品审核|take_off 下架产品",
    "reference": "calendar_remove 删除日历例外|calendar_set 登记日历例外",
    "signing": "key_create 生成签名密钥",
    "verification": "answers 外部核验回答|auto_pass 自动通过认证|auto_refuse 自动不予通过|change_way 更换认证方式|complete 完成认证"
    "|edit 填写认证资料|expire 认证过期|face_wipe 删除参考照片|flags_answered 答复核对要点|liveness 活体检测"
    "|liveness_verdict 活体检测结论|number_reveal 查看完整证件号|open 开始认证|pass 通过认证|picture_open 打开证件影像"
    "|pictures_wipe 删除证件影像|refuse 认证不通过|renew 重新办理证书|return 要求补充|send_to_review 转人工审核|submit 提交认证"
    "|transfer_begin 发起打款验证|transfer_state 打款验证有结果|wipe 删除认证资料|withdraw 撤回认证"
    "|counter_right_propose 提出窗口协办权限|counter_right_confirm 确认窗口协办权限|counter_right_end 撤销窗口协办权限"
    "|counter_start 开始窗口办理|counter_open 本人同意窗口办理|counter_cancel 取消窗口办理|counter_prove 窗口当面核验"
    "|counter_sample 抽查窗口办理|licence_shown 出示电子营业执照|person_shown 出示网证|paper_refused 出示的电子凭证未采用",
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
    "credit_report": "企业信用报告",
    "closed_account": "已注销的账号",
    "enterprise": "企业",
    "enterprise_key": "USBKEY 证书",
    "feedback": "反馈",
    "file": "文件",
    "hand_over": "扫码办理",
    "scan_login": "扫码登录",
    "institution": "机构",
    "invitation": "邀请",
    "member": "成员",
    "officer": "机构人员",
    "outbox_message": "消息",
    "phone_certificate": "手机证书",
    "platform_link": "认证平台账号",
    "product": "产品",
    "product_version": "产品版本",
    "signing_key": "签名密钥",
    "staff_post": "运营岗位",
    "trusted_ca": "CA 机构",
    "user": "账号",
    "utility_account": "户号",
    "verification": "企业认证",
}

_DETAILS: Final[Mapping[str, str]] = {
    "action": "操作",
    "attempt": "第几次",
    "bound": "已绑定成员",
    "broken_at": "不符处",
    "ca": "CA 机构",
    "changes": "修改内容",
    "checked": "已校验",
    "count": "条数",
    "counter": "窗口",
    "day": "日期",
    "ends_on": "到期日",
    "field": "项目",
    "fields": "修改的项目",
    "fingerprint": "证书指纹",
    "from": "原状态",
    "item": "数据项",
    "items": "数据项",
    "kind": "类型",
    "limit_yuan": "审批限额（元）",
    "limit_yuan_before": "原审批限额（元）",
    "note": "说明",
    "number": "编号",
    "ok": "成功",
    "platform": "认证平台",
    "purpose": "用途",
    "reason": "原因",
    "reference": "凭证号",
    "result": "结果",
    "role": "岗位",
    "role_before": "原岗位",
    "scopes": "权限",
    "serial": "证书序号",
    "silent": "未答复的数据项",
    "state": "状态",
    "text": "内容",
    "to": "新状态",
    "uscc": "统一社会信用代码",
    "verdict": "结论",
    "version": "版本",
    "way": "方式",
    "what": "内容",
    "why": "原因",
}

_ROLES: Final[Mapping[str, str]] = {
    **{str(role): str(role.label) for role in StaffRoleKind},
    **{str(role): str(role.label) for role in OfficerRole},
    "admin": "管理员",
    "agent": "经办人",
}

_DATA_ITEMS: Final[Mapping[str, str]] = {
    **{str(item): str(item.label) for item in DataItem},
    **{item.code: item.label for item in ITEMS.values()},
}

_VALUES: Final[Mapping[str, Mapping[str, str]]] = {
    "kind": {str(kind): str(kind.label) for kind in (*DocumentKind, *AgreementKind)},
    "item": _DATA_ITEMS,
    "items": _DATA_ITEMS,
    "silent": _DATA_ITEMS,
    "from": {str(state): str(state.label) for state in ApplicationState},
    "to": {str(state): str(state.label) for state in ApplicationState},
    "state": {str(state): str(state.label) for state in ApplicationState},
    "verdict": {str(state): str(state.label) for state in CounterSampleState},
    "role": _ROLES,
    "role_before": _ROLES,
    "scopes": {str(scope): str(scope.label) for scope in MemberScope},
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
        parts.append(f"{_DETAILS[key]}：{_value_words(key, value)}")
    return "；".join(parts)


def _value_words(key: str, value: object) -> str:
    """「提交申请、补充材料」: some details are several codes with commas between."""
    if isinstance(value, bool):
        return "是" if value else "否"
    known = _VALUES.get(key, {})
    codes = str(value).split(",") if known else [str(value)]
    return "、".join(known.get(code, code) for code in codes)
