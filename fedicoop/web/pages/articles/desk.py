"""What lies on the desk while an article is written: its form, its images, how it will look."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fedicoop import text
from fedicoop.accounts import policy as accounts
from fedicoop.actors import queries as actors
from fedicoop.errors import Invalid
from fedicoop.groups import policy as standings
from fedicoop.groups import queries as groups
from fedicoop.posts import Visibility, policy
from fedicoop.posts.service import ArticleDraft, EditDraft
from fedicoop.web.i18n import msg
from fedicoop.web.pages import uploads
from fedicoop.web.pages.compose import LANGUAGES
from fedicoop.web.worded import Picture, illustrated

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.responses import Response

    from fedicoop.groups import Group
    from fedicoop.media import File
    from fedicoop.posts import Post, Sketch
    from fedicoop.web.forms import Form
    from fedicoop.web.visit import Visit
    from fedicoop.work import Work

    Finish = Callable[[Visit, "Desk"], Awaitable[Response]]

MYSELF = ""
_NOT_HERS = msg("You may not write in this name.")
_NOBODY = msg("Choose who may read it.")
_LONGEST_SUBJECTS = 1000


@dataclass(frozen=True)
class Place:
    """Where an article may stand: the member's own page, a group's, the cooperative's."""

    value: str
    name: str
    group: Group | None = None
    cooperative: bool = False

    @property
    def visibilities(self) -> list[str]:
        """Give who may read what stands there."""
        if self.group is not None:
            return [str(each) for each in policy.group_visibilities(self.group.visibility)]
        return [each for each in accounts.VISIBILITIES if each != Visibility.DIRECT]


@dataclass
class Desk:
    """The form of an article, what it changes, and the images that were sent with it."""

    form: Form
    post: Post | None = None
    sketch: Sketch | None = None
    files: list[File] = field(default_factory=list)

    @property
    def action(self) -> str:
        """Give where the form is sent."""
        if self.post is not None:
            return f"/articles/{self.post.id}/edit"
        return f"/drafts/article/{self.sketch.id}" if self.sketch is not None else "/new/article"

    @property
    def away(self) -> str:
        """Give where one goes who gives up."""
        if self.post is not None:
            return f"/articles/{self.post.id}"
        return "/drafts" if self.sketch is not None else "/articles"

    @property
    def kept(self) -> frozenset[str]:
        """Give the images that stay although somebody else may have sent them."""
        shown = self.post.attachments if self.post is not None else ()
        return frozenset(each.file_id for each in shown if each.file_id)

    def change(self) -> EditDraft:
        """Read the form as a change of what is published."""
        form = self.form
        return EditDraft(
            source=form.text("source"),
            summary=form.line("summary", 2000),
            language=form.choice("language", LANGUAGES),
            files=tuple(file.id for file in self.files),
            title=form.line("title", 1000),
            subjects=_subjects(form),
        )

    def draft(self, place: Place) -> ArticleDraft:
        """Read the form as something new; raises Invalid without readers."""
        form = self.form
        visibility = form.choice("visibility", place.visibilities)
        if not visibility and form.line("do") != "draft":
            raise Invalid({"visibility": _NOBODY})
        return ArticleDraft(
            title=form.line("title", 1000),
            summary=form.line("summary", 2000),
            source=form.text("source"),
            subjects=_subjects(form),
            language=form.choice("language", LANGUAGES),
            visibility=visibility or place.visibilities[0],
            files=tuple(file.id for file in self.files),
            group=place.group.id if place.group is not None else "",
            cooperative=place.cooperative,
        )


def _subjects(form: Form) -> tuple[str, ...]:
    said = form.line("subjects", _LONGEST_SUBJECTS).replace("#", " ").replace(",", " ")
    return tuple(dict.fromkeys(said.split()))


async def places(visit: Visit, work: Work) -> list[Place]:
    """Give where the reader may publish articles."""
    me = visit.me.actor
    found = [Place(MYSELF, me.name or me.username)]
    for row in await groups.memberships_of(work, me):
        standing = await groups.standing(work, row.group, me)
        if row.group.is_local and standings.may_post(row.group, standing):
            actor = row.group.actor
            found.append(Place(actor.username, actor.name or actor.username, row.group))
    if visit.is_editor:
        itself = await actors.cooperative(work)
        found.append(Place(itself.username, itself.name or itself.username, cooperative=True))
    return found


async def place_of(visit: Visit, work: Work, form: Form) -> Place:
    """Give the place that the form names; raises Invalid for one that is not the reader's."""
    value = form.line("place", 100)
    for each in await places(visit, work):
        if each.value == value:
            return each
    raise Invalid({"place": _NOT_HERS})


async def show(visit: Visit, desk: Desk, status: int = 200, *, looks: bool = False) -> Response:
    """Show the form, below what it makes when somebody wants a look first."""
    form, limits = desk.form, visit.instance.config.limits
    async with visit.reading() as work:
        found = [] if desk.post is not None else await places(visit, work)
    every = {each for place in found for each in place.visibilities}
    languages = dict.fromkeys((*visit.site.languages, *LANGUAGES))
    return visit.page(
        "articles/form.html",
        status,
        form=form,
        desk=desk,
        places=[(each.value, each.name) for each in found],
        visibilities=[str(each) for each in Visibility if each in every],
        languages=[(code, visit.language.name_of(code)) for code in languages],
        files=desk.files,
        most=limits.images_per_article,
        limit=limits.article_characters,
        undescribed=looks and uploads.undescribed(form, desk.files),
        preview=_preview(form, desk.files) if looks else None,
    )


def _preview(form: Form, files: list[File]) -> dict[str, Any]:
    """Give the article as it will look: the same steps as when it is published."""
    html = text.markdown(text.apart(form.text("source")))
    pictures = tuple(
        Picture(f"/media/{each.name}", f"/media/{each.name}", each.alt, each.width, each.height)
        for each in files
    )
    content, rest = illustrated(html, pictures)
    return {"content": content, "pictures": rest, "minutes": text.minutes(html)}
