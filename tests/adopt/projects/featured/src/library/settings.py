from functools import lru_cache

from pydantic_settings import BaseSettings


class LibrarySettings(BaseSettings):
    model_config = {"env_prefix": "LIBRARY_"}

    database_url: str = "sqlite:///./library.db"


@lru_cache
def get_settings() -> LibrarySettings:
    return LibrarySettings()
