"""Settings of a running house: one frozen class, from the environment (prefix JIXIAO_)."""

import os
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from kit.limiting import limit

Limit = Annotated[str, AfterValidator(limit)]
_ADDRESS = r"^(https?://[^\s?#]+)?$"
_TLS_OR_LOCAL = r"^(https://[^\s?#]+|http://(localhost|127\.0\.0\.1)(:[0-9]+)?(/[^\s?#]*)?)?$"


class Settings(BaseSettings):
    """What may differ from one machine to the next; `.env.example` lists it for operators."""

    model_config = SettingsConfigDict(
        env_prefix="JIXIAO_",
        frozen=True,
        extra="ignore",
        # What no variable sets may be a file there, such as `jixiao_database_url`.
        secrets_dir=os.environ.get("JIXIAO_SECRETS_DIR"),
    )

    #: Where the embedded database, the evidence files and the folder's clock live.
    data_dir: Path = Path("data")
    #: Any PostgreSQL >= 14; empty for the embedded one in the data folder.
    database_url: str = ""
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    #: Prefect's server beside the product; 0 runs without it.
    prefect_port: int = Field(default=4200, ge=0, le=65535)
    #: A PostgreSQL database of Prefect's own, with pg_trgm; empty for a SQLite file in the folder.
    prefect_database_url: SecretStr = SecretStr("")
    #: The Prefect work pool whose workers run the flows; empty to run them without one.
    flow_pool: str = Field(default="", pattern=r"^[a-z0-9-]{0,60}$")
    #: Days for which Prefect keeps a run that is over, with its log and what it told.
    flow_days: int = Field(default=400, ge=1)
    #: Where people's browsers reach this house, for links; empty for host and port above.
    public_url: str = Field(default="", pattern=_ADDRESS)
    #: Seconds between two looks of the tick.
    tick_seconds: float = Field(default=5.0, gt=0)
    #: Port on which `jixiao scheduler` tells its health and its metrics; 0 for none.
    scheduler_port: int = Field(default=0, ge=0, le=65535)
    #: Token for `/metrics`; empty: they are told to this machine alone.
    metrics_token: SecretStr = SecretStr("")
    #: Folder for a backup a day; empty for none ...
    backup_dir: str = ""
    #: ... from this hour of the district's day on ...
    backup_hour: int = Field(default=2, ge=0, le=23)
    #: ... of which so many are kept.
    backup_keep: int = Field(default=14, ge=1)
    log_level: str = "INFO"
    pool_size: int = Field(default=20, ge=1)
    #: Requests that one person may read with, as `<number>/<second, minute, hour or day>`; empty
    #: for no limit. Each process counts by itself.
    limit_reads: Limit = "3000/minute"
    #: ... and with which one person may change something ...
    limit_writes: Limit = "1200/minute"
    #: ... and upload a file.
    limit_uploads: Limit = "240/minute"
    #: Sign-ins that are tried from one address ...
    limit_sign_ins_by_address: Limit = "300/minute"
    #: ... and for one name.
    limit_sign_ins_by_name: Limit = "30/minute"
    #: Seconds for which browsers shall insist on TLS (HSTS); 0 where there is none.
    hsts_seconds: int = Field(default=0, ge=0)
    #: Origins whose pages may ask the API from a browser, with commas between; empty for none.
    cors_origins: str = ""
    #: How many event streams one process keeps open at once.
    event_streams: int = Field(default=50, ge=1)
    #: Hosts to which events may be pushed, with commas between; empty for none.
    webhook_hosts: str = ""
    #: Networks (CIDR) that may be reached although they are not public, with commas between.
    webhook_networks: str = ""
    #: Ports to which events may be pushed, with commas between.
    webhook_ports: str = "443"
    #: Whether events may be pushed without TLS.
    webhook_http: bool = False
    #: How many subscriptions a unit, or the district, may have.
    webhook_most: int = Field(default=20, ge=1)
    #: Seconds within which a receiver must have answered.
    webhook_timeout_seconds: float = Field(default=10.0, gt=0)
    #: How often an event is tried before it is given up.
    webhook_tries: int = Field(default=10, ge=1)
    #: Seconds until it is tried again; five times as long each time after ...
    webhook_first_seconds: float = Field(default=5.0, gt=0)
    #: ... but never longer than so many hours.
    webhook_longest_hours: float = Field(default=10.0, gt=0)
    #: Days without a delivery after which a subscription is stopped.
    webhook_failing_days: float = Field(default=3.0, gt=0)
    #: Hours for which a secret that was replaced still signs beside the new one.
    webhook_overlap_hours: float = Field(default=24.0, ge=0)
    #: By what messages may leave the house, of mail, wecom, dingtalk, feishu and webhook, with
    #: commas between; empty for nothing. Webhooks go by the lists of hosts above.
    message_channels: str = Field(
        default="", pattern=r"^( *(mail|wecom|dingtalk|feishu|webhook) *(,|$))*$"
    )
    #: Channels by which nothing is told but that something waits in the inbox.
    message_brief: str = Field(
        default="", pattern=r"^( *(mail|wecom|dingtalk|feishu|webhook) *(,|$))*$"
    )
    #: Where robots are reached: another address for a WeCom, DingTalk or Feishu of one's own.
    message_wecom_base: str = Field(
        default="https://qyapi.weixin.qq.com", pattern=_TLS_OR_LOCAL, min_length=1
    )
    message_dingtalk_base: str = Field(
        default="https://oapi.dingtalk.com", pattern=_TLS_OR_LOCAL, min_length=1
    )
    message_feishu_base: str = Field(
        default="https://open.feishu.cn", pattern=_TLS_OR_LOCAL, min_length=1
    )
    #: Certificates (PEM) to trust besides the system's, for robots, mail and people's webhooks.
    message_ca_file: str = ""
    #: Seconds within which a receiver must have answered.
    message_timeout_seconds: float = Field(default=10.0, gt=0)
    #: How often a message is tried before it is given up.
    message_tries: int = Field(default=6, ge=1)
    #: Seconds until it is tried again; five times as long each time after ...
    message_first_seconds: float = Field(default=30.0, gt=0)
    #: ... but never longer than so many hours.
    message_longest_hours: float = Field(default=6.0, gt=0)
    #: The mail server, and how it is spoken to: with TLS from the first byte (ssl), from STARTTLS
    #: on, or without (plain), for a server on this machine.
    smtp_host: str = ""
    smtp_port: int = Field(default=587, ge=1, le=65535)
    smtp_security: Literal["starttls", "ssl", "plain"] = "starttls"
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    #: From which address mail comes.
    smtp_from: str = ""
    #: Issuer of the identity provider (OpenID Connect); empty for none. Without TLS only if it is
    #: on this machine.
    oidc_issuer: str = Field(default="", pattern=_TLS_OR_LOCAL)
    #: By what name, and with what secret, the provider knows this house.
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")
    #: Which claim of the provider's token is the sign-in name.
    oidc_claim: str = "preferred_username"
    #: Where browsers reach this house; the provider sends them back below it and nowhere else.
    oidc_redirect_base: str = Field(default="", pattern=_TLS_OR_LOCAL)

    @property
    def address(self) -> str:
        """Where browsers reach this house, without a slash at the end."""
        return self.public_url.rstrip("/") or f"http://{self.host}:{self.port}"

    @property
    def limits(self) -> dict[str, str]:
        """The limits of requests by name."""
        return {
            "reads": self.limit_reads,
            "writes": self.limit_writes,
            "uploads": self.limit_uploads,
            "sign-ins-by-address": self.limit_sign_ins_by_address,
            "sign-ins-by-name": self.limit_sign_ins_by_name,
        }


@lru_cache
def settings() -> Settings:
    """Read the environment once."""
    return Settings()
