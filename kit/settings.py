"""Settings of a running house: one frozen class, from the environment (prefix JIXIAO_)."""

from functools import lru_cache
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What may differ from one machine to the next; `.env.example` lists it for operators."""

    model_config = SettingsConfigDict(env_prefix="JIXIAO_", frozen=True, extra="ignore")

    #: Where the embedded database, the evidence files and the folder's clock live.
    data_dir: Path = Path("data")
    #: Any PostgreSQL >= 14; empty for the embedded one in the data folder.
    database_url: str = ""
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    #: Prefect's server beside the product; 0 runs without it.
    prefect_port: int = Field(default=4200, ge=0, le=65535)
    #: Seconds between two looks of the tick.
    tick_seconds: float = Field(default=5.0, gt=0)
    log_level: str = "INFO"
    pool_size: int = Field(default=20, ge=1)


@lru_cache
def settings() -> Settings:
    """Read the environment once."""
    return Settings()
