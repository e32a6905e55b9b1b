from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="SHOP_", env_file=".env.shop", extra="ignore")

    database_url: str = "sqlite+aiosqlite:///./shop.db"


settings = Settings()
