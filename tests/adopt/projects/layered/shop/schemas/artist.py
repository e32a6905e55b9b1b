from pydantic import BaseModel, ConfigDict


class ArtistRead(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    name: str


class ArtistCreate(BaseModel):
    name: str
