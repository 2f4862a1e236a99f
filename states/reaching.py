"""How messages reach people outside the house (送达): by which channels, with what outcome."""

from states.words import Word


class Channel(Word):
    """By what a message leaves the house."""

    MAIL = "mail", "电子邮件"
    WECOM = "wecom", "企业微信机器人"
    DINGTALK = "dingtalk", "钉钉机器人"
    FEISHU = "feishu", "飞书机器人"
    WEBHOOK = "webhook", "自有系统接口"


class Carries(Word):
    """Which messages a channel carries."""

    ALL = "all", "随时送达的和每日摘要"
    URGENT = "urgent", "只送随时送达的"
    DIGEST = "digest", "只送每日摘要"


class Sort(Word):
    """What is delivered."""

    MESSAGE = "message", "消息"
    DIGEST = "digest", "每日摘要"
    CODE = "code", "渠道验证码"


class DeliveryState(Word):
    """Where a delivery stands."""

    NEW = "new", "待分拣"
    GATHERED = "gathered", "待并入摘要"
    DIGESTED = "digested", "已并入摘要"
    WAITING = "waiting", "待发送"
    SENDING = "sending", "发送中"
    DELIVERED = "delivered", "已送达"
    FAILED = "failed", "送达失败"
    UNKNOWN = "unknown", "不知是否送达"
    WITHDRAWN = "withdrawn", "不再发送"


class Outcome(Word):
    """What came of one attempt."""

    DELIVERED = "delivered", "对方已接收"
    FAILED = "failed", "未成，将再试"
    GIVEN_UP = "given_up", "未成，不再试"
    UNKNOWN = "unknown", "不知对方是否接收"


#: Receivers that know a message again when it comes twice: what is unknown is sent once more.
KNOWN_AGAIN = frozenset({Channel.MAIL, Channel.WEBHOOK})
