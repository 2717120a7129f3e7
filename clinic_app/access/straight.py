"""The few hottest routes without the framework's steps between: the same guard, the same function, a third of a millisecond less."""

from fastapi.routing import APIRoute, APIRouter
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route


class StraightRoute(Route):
    """A declared GET route whose function takes `request` and `actor` only, once more and straight: listed before all routers.

    Whoever walks the routes (the generated access test) finds the permission where every route has it.
    """

    include_in_schema = False  # the declared one is in it

    def __init__(self, path: str, declared: APIRoute) -> None:
        self.dependant = declared.dependant
        (guard,) = [inner.call for inner in declared.dependant.dependencies if hasattr(inner.call, "permission")]

        async def answer(request: Request) -> Response:
            return await declared.endpoint(request=request, actor=await guard(request))  # type: ignore[misc]

        super().__init__(path, answer, methods=["GET"], include_in_schema=False)
        self.methods = {"GET"}  # HEAD stays refused, as for every other route


def straight(path: str, routers: list[APIRouter]) -> StraightRoute:
    """The straight twin of the GET route that the routers declare for a path. Raises StopIteration when there is none."""
    routes = (route for router in routers for route in router.routes if isinstance(route, APIRoute))
    return StraightRoute(path, next(route for route in routes if route.path == path and "GET" in (route.methods or ())))
