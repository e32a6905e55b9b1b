from shop.models.artist import Artist
from shop.models.song import Song

__all__ = ["Artist", "Song"]
