"""Which code makes which sentence true: the code first, then patterns of what it makes true.

Written by hand. A sentence that claims an act and fits no row fails the test: either its code is named here, or the sentence goes.
"""

D = "yuzhengdai.domain"
S = "yuzhengdai.sites"

CLAIMS: tuple[tuple[str, ...], ...] = (
    # Drafts and typed text.
    (
        f"{D}.applications.services.draft:application_draft_save",
        r"草稿已保存",
        r"填写内容自动保存为草稿",
        r"申请页面自动保存草稿",
        r"您填写的内容已保存为草稿",
        r"进度自动保存",
    ),
    (
        f"{D}.applications.services.draft:application_draft_open",
        r"草稿保留",
        r"草稿仍保留",
        r"草稿会保留",
        r"已自动保存的草稿仍在",
        r"查看已保存的草稿",
        r"申请和草稿都在",
    ),
    (
        "yuzhengdai.foundation.core.drafts:check_tab",
        r"决定保留哪一份",
        r"可能已提交或删除",
    ),
    (
        f"{D}.applications.services.draft:application_discard",
        r"草稿已删除",
    ),
    (
        f"{S}.web.typed.owner:form_marks",
        r"填写?的内容都?在(?:本页|这里|下面)",
        r"您填写的内容都已保留",
        r"浏览器通常会保留您填写的内容",
    ),
    (
        f"{S}.web.typed.kept:keep_post",
        r"已为您保留 15 分钟",
        r"文件不能保留",
    ),
    (
        f"{S}.web.typed.fill:fill",
        r"您填写的内容已保留",
        r"已为您保留填写的内容",
        r"您填写的内容已经保留",
    ),
    (
        f"{D}.credit_reports.services.retention:reports_wipe_due",
        r"报告的编号和生成时间仍保留",
    ),
    # The wizard keeps each step before it asks anybody.
    (
        f"{D}.verification.services.draft:verification_keep_typed",
        r"您填(?:写)?的内容已保存",
        r"已保存的内容都",
        r"已填的(?:认证)?内容都",
        r"已经填写的内容(?:都还在|不会丢失)",
        r"已填写的内容都在",
        r"已填内容保留",
        r"填过的、拍过的都在",
        r"7 天内打开这一页都在",
    ),
    (
        f"{D}.verification.models:VerificationCheck",
        r"识别值和您修改的值都会保留",
    ),
    (
        f"{D}.verification.services.papers:picture_keep",
        r"照片已保存",
    ),
    (
        f"{S}.member.verification.base:StepView",
        r"这一页刚才已提交过",
    ),
    (
        f"{D}.verification.services.submit:verification_submit",
        r"已提交审核",
        r"的资料已提交",
        r"认证结果已保存",
    ),
    (
        f"{D}.verification.services.passing:tell",
        r"结果会发短信",
        r"原因在手机上和人工认证里都能看到",
        r"结果(?:会)?(?:以)?短信(?:告知|通知)",
        r"有了结果以短信告知",
        r"申请人会(?:看到|收到短信和消息)",
    ),
    (
        f"{D}.verification.services.clockwork:verifications_expire",
        r"7 天后删除",
    ),
    (
        f"{D}.verification.services.consents:consent_withdraw",
        r"相关信息已删除",
        r"撤回后相应信息会删除",
    ),
    (
        f"{D}.certificates.services.issue:certificate_issue",
        r"密钥已保存在这部手机上",
    ),
    (
        f"{S}.portal.applying.gate:GateStatusView",
        r"完成后这里自动关闭",
        r"通过后这里自动继续",
    ),
    # Applications.
    (
        f"{D}.applications.services.submit:application_submit",
        r"申请 ?\{number\} ?已提交",
        r"申请\{number\}已提交",
        r"已提交给",
        r"^已提交$",
        r"补充材料已提交",
        r"补件已提交",
        r"已提交的申请(?:不受影响|继续办理|$)",
        r"查看已提交的申请",
    ),
    (
        f"{D}.applications.services.clockwork:applications_close_overdue",
        r"自动关闭",
        r"^申请自动关闭",
    ),
    (
        f"{D}.applications.services.clockwork:applications_close_overdue",
        r"逾期未签约自动失效",
        r"授信到期没有签约的会自动失效",
    ),
    (
        f"{D}.applications.services.clockwork:applications_flag_late",
        r"系统(?:已|会)提醒机构",
        r"系统(?:会)?提醒机构",
        r"提醒与督办",
        r"(?:系统|平台)会提醒机构",
    ),
    (
        f"{D}.applications.services.urge:application_urge",
        r"以短信提醒它的业务主管",
        r"督办",
        r"^企业会看到「$",
    ),
    (
        f"{D}.applications.messages:send_messages",
        r"每一步都在「消息中心」",
        r"受理和结果有短信",
        r"受理、补件和结果(?:会发|有)短信",
        r"^短信通知",
        r"出具后会短信通知您",
        r"企业会收到(?:通知|消息)",
        r"企业会看到原因",
    ),
    (
        f"{D}.applications.services.hand_over:application_hand_over",
        r"已转办",
    ),
    (
        f"{D}.applications.services.due_diligence:due_diligence_note_add",
        r"尽调记录已保存",
    ),
    (
        f"{S}.member.applying.page:company_rows",
        r"已认证的信息自动带出",
    ),
    (
        f"{D}.applications.models:StatusChange",
        r"企业和机构都能看到的说明",
    ),
    # Data grants and looks.
    (
        f"{D}.credit.services.granting:authorisation_refuse",
        r"已记录您不同意这项授权",
    ),
    (
        f"{D}.credit.services.ending:authorisations_expire_due",
        r"(?:授权 ?)?90 天后自动失效",
        r"到期或申请结束即自动失效",
    ),
    (
        f"{D}.credit.services.ending:authorisation_revoke",
        r"点「撤回」立即生效",
    ),
    (
        # An approval worse than the accepted offer: the reason stands on the application's page.
        f"{D}.applications.services.approve:application_approve",
        r"^企业会看到$",
    ),
    (
        # The message to those who may decide, and the note that stands on the approval page.
        f"{D}.applications.services.escalate:application_escalate",
        r"^已提交上级$",
        r"^授信建议已提交上级$",
        r"有权限审批的人会收到短信",
        r"^的授信建议已提交您审批$",
    ),
    (
        f"{D}.applications.services.authority:authority_set",
        r"本机构的业务主管会收到通知",
    ),
    (
        f"{D}.applications.services.authority:authority_remove",
        r"^）已删除$",
    ),
    (
        # What was issued before, and why it was changed, stands on the application's page and beside its cost list.
        f"{D}.applications.selectors.past_credits:past_credits",
        r"^企业会看到更正前后的条件和原因$",
        r"^企业都会看到$",
    ),
    (
        f"{D}.credit.services.ending:authorisations_revoke",
        r"^撤回后\{name\}会收到通知",
    ),
    (
        f"{D}.credit.services.reading:authorised_data_read",
        r"每次查询都有记录",
        r"企业能看到这次查看",
        # Its rows are protected: revoking deletes none (tests/domain: proofs protected).
        r"查看记录会保留",
    ),
    (
        f"{D}.credit.services.granting:authorisations_grant",
        r"已通知法定代表人",
    ),
    (
        f"{D}.applications.services.sensitive:contact_phone_reveal",
        r"这次查看已记录",
    ),
    (
        "yuzhengdai.foundation.audit.services:audit_record",
        r"已记录本次查看",
        r"查看都有记录",
        r"操作有记录可查",
    ),
    (
        "yuzhengdai.foundation.audit.sealing:audit_verify",
        r"有记录(?:缺失|被改动)",
    ),
    # Members, phones, codes.
    (
        f"{D}.accounts.services.codes:code_request",
        r"已发送过 3 次验证码",
        r"验证码已发送",
        r"已发送至",
    ),
    (
        f"{D}.accounts.services.users:user_change_phone",
        r"原(?:手机号|号码)会收到",
    ),
    (
        f"{D}.enterprises.services.members:join_request_make",
        r"已提交加入申请",
    ),
    (
        f"{D}.enterprises.services.members:join_request_decide",
        r"处理后(?:会)?短信通知",
        r"管理员处理后",
    ),
    (
        f"{D}.enterprises.services.invitations:member_invite",
        r"对方会收到短信",
        r"对方下次用这个手机号登录时会看到邀请",
    ),
    (
        f"{D}.enterprises.selectors:live_membership",
        r"权限自动结束",
        r"授权到期后自动失效",
    ),
    (
        f"{D}.enterprises.services.members:member_change",
        r"成员权限已保存",
    ),
    (
        f"{D}.accounts.services.users:user_rename",
        r"姓名已保存",
    ),
    (
        f"{D}.enterprises.services.details:enterprise_details_change",
        r"企业信息已保存",
        r"保存后立即生效",
        r"保留变更记录",
    ),
    (
        f"{D}.enterprises.services.verified:enterprise_take_over",
        r"已提交的申请和记录都会保留",
    ),
    (
        f"{D}.enterprises.services.shared:require_another_admin",
        r"至少保留一名管理员",
    ),
    (
        f"{D}.enterprises.services.utilities:electricity_absent",
        r"已记录：租用场地",
        r"^已记录$",
    ),
    (
        f"{D}.enterprises.services.utilities:electricity_verify",
        r"已保存的(?:电力户号|社保号)",
    ),
    (
        f"{D}.accounts.services.staff:staff_post_confirm",
        r"本人会收到短信",
    ),
    # Feedback and the operator's desk.
    (
        f"{D}.feedback.services:feedback_answer",
        r"反馈人会收到提醒",
    ),
    (
        f"{D}.feedback.services:feedback_create",
        r"查询已提交的反馈",
    ),
    (
        f"{D}.agreements.services:agreement_publish",
        r"发布后(?:立即生效|用户才能看到)",
        r"^立即生效",
        r"用户会看到",
    ),
    (
        "yuzhengdai.foundation.notifications.outbox:outbox_purge",
        r"发送记录保留 90 天",
    ),
    (
        "yuzhengdai.foundation.notifications.outbox:outbox_dispatch",
        r"^已发送$",
    ),
    (
        f"{D}.products.services.shelf:product_take_off",
        r"机构会收到原因",
        r"已提交的照常办理",
        # Officers, institutions and products alike; tests/domain/test_stopping.py reads the messages.
        r"机构的业务主管会看到",
    ),
    (
        f"{D}.demands.services.offers:offer_make",
        r"业务主管放行后企业才能看到",
    ),
    (
        f"{D}.demands.services.offers:offer_confirm",
        r"企业会看到方案按修改后的需求仍然有效",
    ),
    (
        f"{D}.demands.selectors.hall:hall_demand",
        r"联系方式在企业接受方案并提交申请以后才能看到",
    ),
    (
        f"{D}.institutions.lending:institution_lending_set",
        r"可贷区域和放行金额已保存",
    ),
    # 窗口协办.
    (
        f"{D}.verification.counter.rights:right_end",
        r"^撤销立即生效$",
        r"本人和机构业务主管会收到短信",
        # The reason is kept with the right and in the audit log; the message to the holder does not say it.
        r"^本人不会看到$",
    ),
    (
        f"{D}.verification.counter.sampling:sample_judge",
        r"^抽查结论已保存$",
    ),
    (
        f"{D}.verification.services.passing:tell",
        r"1 个工作日内以短信告知申请人",
    ),
    # A page says so after the view of the same name did it; each such view has a test that reads the row.
    (
        f"{S}.ops.form_page:FormPage",
        r"^已保存$",
        r"^已删除$",
    ),
    # 融资需求 and 融资方案.
    (
        f"{D}.demands.services.publish:demand_publish",
        r"^需求已提交",
        r"^企业公开发布、仍在有效期内的需求",
    ),
    (f"{D}.demands.services.publish:demand_edit", r"^修改已保存", r"^确认修改后机构会收到通知"),
    (f"{D}.demands.services.end:demand_delete", r"^需求已删除", r"^企业已删除需求"),
    (f"{D}.demands.services.end:offers_lapse", r"^已提交方案的机构会收到通知", r"^机构会收到通知"),
    (f"{D}.demands.services.answer:demand_reopen", r"^此前提交过方案的机构会收到通知"),
    (f"{D}.demands.services.answer:offer_decline", r"^机构会看到您选择的原因和说明"),
    (f"{D}.demands.services.offers:offer_make", r"^方案已提交"),
    (f"{D}.applications.beside_offer:beside_on_record", r"^企业会看到$"),
    (
        f"{D}.demands.messages:tell_owner_of_offer",
        r"^有机构提交方案时会(?:通知您|发短信)",
        r"^有机构提交时会发短信",
    ),
    (f"{D}.matching.hall_list:hall_list", r"^全省机构都能看到", r"^机构还会看到"),
    (f"{D}.demands.selectors.public:public_demand", r"^所有人会看到"),
)

# The words stand in these sentences without claiming an act of the platform: warnings, advice, labels, other people's acts.
NO_CLAIM: tuple[str, ...] = (
    r"「?代办」?",
    r"遇到代办收费",
    r"补助由担保机构代办",
    r"四(?:个角|角)都在",
    r"都在这(?:里办|一页)",
    r"请拆分或只保留需要的部分",
    r"还没有记录",
    r"我已保存",
    r"还没有短信",
    r"经您授权查询过征信的|查询记录由征信机构保留",
    r"这里显示企业对公账户会收到的金额",
    r"不同意不影响浏览产品",
)
