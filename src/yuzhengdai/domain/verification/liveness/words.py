"""Why a sequence failed and what to show now, with the sentences for people."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """Why a sequence failed."""

    MULTIPLE_FACES = "multiple_faces"
    LEFT_FRAME = "left_frame"
    SWITCHED = "switched"
    UNSTEADY = "unsteady"
    NOT_DONE = "not_done"
    WRONG_ACTION = "wrong_action"
    TOO_DARK = "too_dark"
    TOO_FAR = "too_far"
    TOO_NEAR = "too_near"
    TIMEOUT = "timeout"
    TOO_FEW_FRAMES = "too_few_frames"
    TIMES = "times"
    FLAT = "flat"
    DIFFERENT = "different_from_portrait"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    ABANDONED = "abandoned"
    HIDDEN = "hidden"


TECHNICAL = frozenset({Reason.TOO_FEW_FRAMES, Reason.SUPERSEDED, Reason.ABANDONED, Reason.HIDDEN})
"""Nothing was found out about the person: frames did not reach the server, or nobody asked for the verdict."""
AT_AN_ACTION = frozenset({Reason.NOT_DONE, Reason.WRONG_ACTION, Reason.FLAT})
"""The action that was asked for is what did not work."""

SENTENCES: dict[str, str] = {
    Reason.MULTIPLE_FACES: "画面里不止一个人，请独自一人面对手机重新开始",
    Reason.LEFT_FRAME: "脸离开了画面，请让脸一直在圆框里，重新开始",
    Reason.SWITCHED: "过程中画面里的人有变化，请由本人独自重新完成",
    Reason.UNSTEADY: "画面晃动太大，请拿稳手机重新开始",
    Reason.NOT_DONE: "动作没有完成，请看清提示、动作幅度大一些，重新开始",
    Reason.WRONG_ACTION: "做的动作与提示不一致。请等提示出现再做，没有提示时保持不动、不说话，重新开始",
    Reason.TOO_DARK: "光线太暗，请到亮一些的地方重新开始",
    Reason.TOO_FAR: "离手机太远，请靠近一些重新开始",
    Reason.TOO_NEAR: "离手机太近，请离远一些重新开始",
    Reason.TIMEOUT: "时间到了，请重新开始",
    Reason.TOO_FEW_FRAMES: "收到的画面不够，看不清动作。请保持本页在最前、网络通畅，重新开始；手机或网络较慢的，请改用其他方式",
    Reason.TIMES: "画面的时间前后对不上，请用手机直接拍摄，重新开始",
    Reason.FLAT: "没有确认是本人在做动作，请由本人正对手机、不用照片或屏幕，重新开始",
    Reason.DIFFERENT: "与身份证照片不像同一个人，请确认由本人办理；如身份证照片不清晰，可以重新拍摄身份证",
    Reason.SUPERSEDED: "已在另一台设备上重新开始，请在那台设备上继续",
    Reason.WITHDRAWN: "您已撤回人脸信息处理同意，已改用其他方式",
    Reason.ABANDONED: "这次检测没有做完，请保持本页在最前、网络通畅，重新开始",
    Reason.HIDDEN: "本页离开了最前，检测已停止，请保持本页在最前、网络通畅，重新开始",
}


class Hint(StrEnum):
    """What to show now; the four actions have their own values."""

    NO_FACE = "no_face"
    MULTIPLE = "multiple"
    CLOSER = "closer"
    FARTHER = "farther"
    CENTRE = "centre"
    LIGHT = "light"
    STRAIGHT = "straight"
    HOLD_STILL = "hold_still"
    BLINK = "blink"
    MOUTH = "mouth"
    TURN_LEFT = "turn_left"
    TURN_RIGHT = "turn_right"
    BACK = "back"
    DONE = "done"
    FAILED = "failed"


HINT_SENTENCES: dict[str, str] = {
    Hint.NO_FACE: "请把脸放进圆框",
    Hint.MULTIPLE: "请只让一个人入镜",
    Hint.CLOSER: "请靠近一些",
    Hint.FARTHER: "请离远一些",
    Hint.CENTRE: "请把脸移到圆框中间",
    Hint.LIGHT: "光线太暗，请到亮一些的地方",
    Hint.STRAIGHT: "请正对手机",
    Hint.HOLD_STILL: "请正对手机保持不动，等下一个提示",
    Hint.BLINK: "请闭上眼睛，再睁开",
    Hint.MOUTH: "请张开嘴，再合上",
    Hint.TURN_LEFT: "请慢慢向左转头，再转回来",
    Hint.TURN_RIGHT: "请慢慢向右转头，再转回来",
    Hint.BACK: "请回到正对手机",
    Hint.DONE: "动作已完成",
    Hint.FAILED: "请重新开始",
}
