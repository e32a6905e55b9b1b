from fastapi import FastAPI

from shop.routers import artist


def create_app() -> FastAPI:
    app = FastAPI(title="Shop")
    app.include_router(artist.router)

    @app.get("/health")
    async def health():
        return {"ok": True}

    return app


app = create_app()
