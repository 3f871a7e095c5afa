"""1.1 平台注册."""

from __future__ import annotations

from scripts.manual.acts import (
    button,
    field,
    fill,
    go,
    heading,
    link,
    place,
    press,
    radio,
    role,
    see,
    see_path,
    see_text,
    starting,
    tick,
    tick_all,
    type_code,
)
from scripts.manual.people import NEW_PHONE
from scripts.manual.sections.on_the_phone import (
    choose_region,
    hand_over,
    licence_photo,
    papers_back,
    papers_front,
    pass_the_face,
    registration_fields,
    set_certificate_password,
    wrong_code,
)
from scripts.manual.steps import Section, Step

PRODUCT = "惠商信用贷"
OTHER = "13912345681"

REGISTER = (
    Step("R1", "打开平台首页，点右上角的「注册」。", "owner", do=(go("/"),), mark=(link("注册"),), then=(press(link("注册")), see(heading("注册")))),
    Step(
        "R2", "填写「企业名称」「统一社会信用代码」「手机号」，选「法人类型」，点「获取验证码」。", "owner",
        do=(registration_fields(NEW_PHONE),), mark=(field("企业名称"), field("统一社会信用代码"), field("手机号"), button("获取验证码")),
        then=(press(button("获取验证码")), see_text("5 分钟内有效")),
    ),
    Step(
        "R2", "把短信里的六位数字填进「短信验证码」，读过协议后在前面打勾，点「注册」。", "owner",
        do=(type_code(NEW_PHONE), tick(role("checkbox", starting("我已阅读")))),
        mark=(field("短信验证码"), role("checkbox", starting("我已阅读")), button("注册")),
        then=(press(button("注册")), see_path("/")),
    ),
    Step(
        "R2", "注册完成后回到首页。点「企业登录」就登录了，十分钟内不用再收验证码。", "owner",
        mark=(link("企业登录"),), then=(press(link("企业登录")), see(link(starting("^您好！")))),
    ),
    Step(
        "R3", "如果没有注册成功，会弹出「注册失败」，写明原因。自己解决不了的，点「反馈问题」。", "visitor",
        do=(go("/register/"), registration_fields(OTHER), press(button("获取验证码")), see_text("5 分钟内有效"), wrong_code(OTHER),
            tick(role("checkbox", starting("我已阅读"))), press(button("注册")), see(role("dialog", "注册失败"))),
        mark=(link("反馈问题"),), then=(press(link("反馈问题")), see(field("问题描述"))),
    ),
    Step(
        "R3", "原因已经写好，补充「问题描述」和「联系方式」，点「提交反馈」。不用登录，也不用认证。", "visitor",
        do=(fill("联系方式", OTHER),), mark=(field("问题描述"), field("联系方式"), button("提交反馈")),
        then=(press(button("提交反馈")), see_path("/feedback/sent/.*")),
    ),
)  # fmt: skip

VERIFY = (
    Step(
        "R4", "没有认证的企业点产品的「立即申请」、「需求发布」或「意见反馈」时，会弹出「请先完成企业认证」。"
        "用手机扫这个二维码；码过期了点「刷新二维码」。", "owner",
        do=(go(f"/products/?q={PRODUCT}"), press(link(starting("^查看详情"))), press(link("立即申请")),
            see(role("dialog", "请先完成企业认证"))),
        mark=(place(".qr"), button("刷新二维码")), elsewhere=("立即申请", "需求发布", "意见反馈"),
    ),
    Step(
        "R4", "认证碰到困难，点「认证遇到问题」可以告诉我们；不方便用手机的，可以走「人工认证」。", "owner",
        mark=(link("认证遇到问题"), link("人工认证")),
    ),
    Step(
        "R5", "手机扫码后打开下载页。用微信扫的，请按页面提示在浏览器中打开。点「继续为…认证」就接着办，不用输入手机号。", "phone",
        do=(hand_over,), mark=(button(starting("^继续为")),), elsewhere=("继续为…认证",),
        then=(press(button(starting("^继续为"))), see_path("/app/continue/")),
    ),
    Step(
        "R5", "验证码发到注册时的手机号。填好「短信验证码」，点「登录并继续认证」。", "phone",
        do=(type_code(NEW_PHONE),), mark=(field("短信验证码"), button("登录并继续认证")),
        then=(press(button("登录并继续认证")), see_path("/app/verification/role/")),
    ),
    Step(
        "R6", "先选是谁在办：「我是法定代表人」或「我是经办人」，点「下一步」。", "phone", key="role",
        do=(tick(radio(starting("我是法定代表人"))),), mark=(radio(starting("我是法定代表人")), button("下一步")),
        then=(press(button("下一步")), see_path("/app/verification/consent/")),
    ),
    Step(
        "R6", "读过同意书，逐项打勾，点「下一步」。", "phone", key="consent",
        do=(tick_all(place("main")),), mark=(button("下一步"),),
        then=(press(button("下一步")), see_path("/app/verification/id-front/")),
    ),
    Step(
        "R6", "拍身份证人像面：点「拍照」对准证件，或者「选择照片」。照片由平台自己的服务器识别。", "phone", key="id-front",
        mark=(button("拍照"),), then=(papers_front, see_path("/app/verification/id-back/")),
    ),
    Step(
        "R6", "再拍国徽面，办法一样。", "phone", key="id-back",
        mark=(button("拍照"),), then=(papers_back, see_path("/app/verification/id-confirm/")),
    ),
    Step(
        "R6", "核对读到的「姓名」和「公民身份号码」。读错的直接改；照片不清楚就「重新拍照」。没有问题，点「下一步」。", "phone", key="id-confirm",
        mark=(field("姓名"), field("公民身份号码")),
        then=(press(button("下一步")), see_path("/app/verification/face/")),
    ),
    Step(
        "R7", "人脸核验：点「开始人脸核验」，按屏幕上的提示做动作。不愿意用人脸的，点「不使用人脸，改用其他方式」。", "phone", key="face",
        mark=(button(starting("开始人脸核验")), link("不使用人脸，改用其他方式")),
        then=(pass_the_face, see_path("/app/verification/licence/")),
    ),
    Step(
        "R8", "拍营业执照，或者「选择照片或 PDF」。", "phone", key="licence",
        mark=(button("拍照"),), then=(licence_photo, see_path("/app/verification/licence-confirm/")),
    ),
    Step(
        "R8", "核对执照上的「统一社会信用代码」等信息，有错的可以改，点「下一步」。平台会向市场监管部门核对。", "phone", key="licence-confirm",
        do=(choose_region,), mark=(field("统一社会信用代码"),),
        then=(press(button("下一步")), see_path("/app/verification/utilities/")),
    ),
    Step(
        "R9", "填「电力户号」「社保号」，可以让银行更快了解您的经营。不想填就点「跳过」；今天不办了点「暂不认证」，填好的留 7 天。", "phone", key="utilities",
        mark=(button("跳过"), button("暂不认证")), elsewhere=("电力户号",),
        then=(press(button("跳过")), see_path("/app/verification/result/")),
    ),
    Step(
        "R10", "认证结果当场告诉您。通过后点「下一步」设置证书密码。", "phone", key="result",
        mark=(link("下一步"),), then=(press(link("下一步")), see_path("/app/verification/certificate/")),
    ),
    Step(
        "R10", "设置「证书密码」，再输一次，点「完成设置」。密码只在您的手机上，平台不知道，请记牢。", "phone", key="certificate",
        do=(set_certificate_password,), mark=(field("证书密码"), field("再输一次"), button("完成设置")),
        then=(press(button("完成设置")), see(heading("注册成功"))),
    ),
    Step(
        "R10", "看到「注册成功」，手机已经登录。点「注册成功去登录」进入手机端首页。", "phone",
        mark=(link("注册成功去登录"),), then=(press(link("注册成功去登录")), see_path("/app/")),
    ),
    Step(
        "R11", "电脑上的二维码窗口自己关闭，接着办刚才点的「立即申请」。", "owner",
        do=(see_path("/products/.*/apply/.*|/apply/.*|.*/apply/"),), mark=(), elsewhere=("立即申请",),
    ),
)  # fmt: skip

SECTION = Section(
    "1.1", "平台注册",
    "注册要用到营业执照上的统一社会信用代码和一部能收短信的手机；认证要用到身份证和营业执照原件，大约十分钟。",
    (*REGISTER, *VERIFY),
)  # fmt: skip
