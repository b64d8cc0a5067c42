"""The language of letters to one contributor, as an editor sets it on his page."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tinbai.errors import NotFound
from tinbai.i18n import LANGUAGES
from tinbai.store import audit, contributions, contributor_languages, contributors
from tinbai.web.contributors import HERE, address_of
from tinbai.web.desk import desk_of, must, words_of
from tinbai.web.forms import form
from tinbai.web.pages import redirect


def choose(request: Request) -> Response:
    """For all addresses of the person; without a language he is written to as he writes himself."""
    fields, outlet, words = form(request), request.path_params["outlet"], words_of(request)
    person, app = must(request, outlet, "edit"), desk_of(request).app
    address, language = contributors.key(str(fields.get("ai", ""))), str(fields.get("tieng", ""))
    if language not in ("", *LANGUAGES):
        raise NotFound("no such language")
    with app.database.write() as tx:
        if not contributions.of_addresses(tx, outlet, [address]):
            raise NotFound("nothing came from that address")
        mine = contributors.addresses_of(contributors.standing(tx, outlet), address)
        contributor_languages.choose(tx, outlet, mine, language, by=person.id, at=words.now)
        audit.add(tx, "language-set", by=person.id, at=words.now, outlet=outlet, object=address, note=language)
    return redirect(request, f"{address_of(outlet, address)}#ngon-ngu", words.t("Later letters are written so."))


ROUTES = (Route(f"{HERE}/{{outlet}}/ngon-ngu", choose, methods=["POST"]),)
