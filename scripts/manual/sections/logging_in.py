"""1.2 平台登录, 1.3 认证平台登录."""

from __future__ import annotations

from scripts.manual.acts import (
    button,
    choose,
    exact_field,
    field,
    fill_exact,
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
    text,
    tick,
    type_code,
)
from scripts.manual.people import HEFENG, TO_LEAVE
from scripts.manual.sections.two_devices import choose_the_digits, open_on_the_phone
from scripts.manual.sections.usb_key import plug_in, see_certificates
from scripts.manual.steps import Section, Step

BOUND = "13912345682"
GREETING = link(starting("^您好！"))

BY_CODE = (
    Step("L1", "在首页点「企业登录」。", "many", do=(go("/"),), mark=(link("企业登录"),), then=(press(link("企业登录")), see(heading("企业登录")))),
    Step(
        "L1", "登录有三种方式：「手机号登录」「手机扫码登录」「CA登录」，下面还有「认证平台」。", "many",
        mark=(link("手机号登录"), link("手机扫码登录"), link("CA登录"), link("认证平台")),
    ),
    Step(
        "L2", "手机号登录：填「手机号」，点「获取验证码」。", "many",
        do=(fill_exact("手机号", TO_LEAVE),), mark=(exact_field("手机号"), button("获取验证码")),
        then=(press(button("获取验证码")), see_text("5 分钟内有效", "body")),
    ),
    Step(
        "L2", "填「短信验证码」，点「登录」。验证码 5 分钟内有效，没收到的 60 秒后可以再要一次。", "many",
        do=(type_code(TO_LEAVE),), mark=(field("短信验证码"), button("登录")), then=(press(button("登录")), see(heading("请选择企业"))),
    ),
    Step(
        "L3", "名下有几家企业的，会请您选一家：「请选择企业」，选好点「进入」。", "many",
        do=(tick(radio(starting("新乡禾味"))),), mark=(radio(starting("新乡禾味")), button("进入")),
        then=(press(button("进入")), see(link(starting("^您好！新乡禾味")))),
    ),
    Step("L3", "以后要换一家，点右上角的「切换企业」，不用退出。", "many", do=(go("/"),), mark=(link("切换企业"),)),
)  # fmt: skip

BY_CA = (
    Step(
        "L4", "CA登录：把 USBKEY 插在电脑上，启动本机的「密钥助手」。在登录页点「CA登录」，再点「检测 USBKEY」。", "ca",
        do=(plug_in,), mark=(link("CA登录"), button("检测 USBKEY")), then=(press(button("检测 USBKEY")), see_certificates),
    ),
    Step(
        "L4", "选签名用的证书，点「登录」。PIN 码在密钥助手的窗口里输入，网页从不要求输入。", "ca",
        mark=(place("[role=radiogroup]"), button("登录")), then=(press(button("登录")), see(heading("绑定 USBKEY"))),
    ),
    Step(
        "L4", "第一次用这个 USBKEY，要「绑定 USBKEY」：选一位成员，点「获取验证码」。", "ca",
        do=(tick(radio(starting("0001"))),), mark=(radio(starting("0001")), button("获取验证码")),
        then=(press(button("获取验证码")), see_text("5 分钟内有效", "body")),
    ),
    Step(
        "L4", "填「短信验证码」，点「绑定并登录」。以后插上它就是这位成员，不用再绑定。", "ca",
        do=(type_code(HEFENG),), mark=(field("短信验证码"), button("绑定并登录")), then=(press(button("绑定并登录")), see(GREETING)),
    ),
)  # fmt: skip

BY_SCAN = (
    Step(
        "L5", "手机扫码登录：点「手机扫码登录」，电脑上出现二维码和一个数字。", "scanning",
        do=(go("/login/"), press(link("手机扫码登录")), see(place(".qr"))), mark=(link("手机扫码登录"), place(".qr")),
    ),
    Step(
        "L5", "在手机的豫正贷里点「扫一扫」，对准电脑上的二维码。", "scanner",
        do=(go("/app/"),), mark=(link("扫一扫"),),
    ),
    Step(
        "L5", "手机上核对地点和时间，选电脑上显示的数字，点「确认登录」。不是您本人在电脑前，点「取消」。", "scanner",
        do=(open_on_the_phone,), mark=(role("group", "请选择电脑上显示的数字"), button("确认登录")),
        then=(choose_the_digits, press(button("确认登录")), see(heading("已确认登录"))),
    ),
    Step("L5", "电脑几秒内自己登录。二维码两分钟内有效，只能用一次。", "scanning", do=(see(GREETING),), mark=(GREETING,)),
)  # fmt: skip

PASSWORD = "henan-2026"  # noqa: S105 - of the demo's stand-in, in README
PLATFORM = (
    Step("L6", "在登录页点「认证平台」。", "platform", do=(go("/login/"),), mark=(link("认证平台"),), then=(press(link("认证平台")), see(text("请选择认证平台")))),
    Step(
        "L6", "选「河南政务服务网」。", "platform", mark=(link(starting("河南政务服务网")),),
        then=(press(link(starting("河南政务服务网"))), see(heading("账号登录"))),
    ),
    Step(
        "L6", "在那边的页面输入您在那里的「账号」和「密码」，点「登录」。密码只交给那个平台，我们看不到。", "platform",
        do=(fill_exact("账号", "farenxin"), fill_exact("密码", PASSWORD)), mark=(exact_field("账号"), exact_field("密码"), button("登录")),
        then=(press(button("登录")), see(heading("绑定手机号"))),
    ),
    Step(
        "L6", "第一次这样登录，要「绑定手机号」：选「法人类型」，填「手机号」，点「获取验证码」。", "platform",
        do=(choose("法人类型", "企业法人"), fill_exact("手机号", BOUND)), mark=(field("法人类型"), exact_field("手机号"), button("获取验证码")),
        then=(press(button("获取验证码")), see_text("5 分钟内有效", "body")),
    ),
    Step(
        "L6", "填「短信验证码」，读过协议打勾，点「绑定并登录」。", "platform", do=(type_code(BOUND), tick(role("checkbox", starting("我已阅读")))),
        mark=(button("绑定并登录"),), then=(press(button("绑定并登录")), see(GREETING)),
    ),
    Step("L6", "登录后回到我们的首页，右上角是「您好！…」。以后这样登录不用再绑定。", "platform", do=(see_path("/"),), mark=(GREETING,)),
)  # fmt: skip

LOGIN = Section(
    "1.2",
    "平台登录",
    "注册过的企业从这里登录。手机号登录最简单；手机上已经登录的，扫码最快。",
    (*BY_CODE, *BY_CA, *BY_SCAN),
)
PLATFORM_LOGIN = Section(
    "1.3",
    "认证平台登录",
    "有河南政务服务网账号的，可以用那个账号登录。演示系统里用一个替身代替政务服务网。",
    PLATFORM,
)
