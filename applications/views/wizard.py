"""The steps to fill in: show one, save it, and go where the pressed button says."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.core.files.uploadedfile import UploadedFile
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
    QueryDict,
)
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.http import require_http_methods

from applications import rules
from applications.editing import Locked
from applications.models import Application
from applications.photo import Verdict, explain
from applications.views import documents, pre_review, unsaved
from applications.views.page import (
    frame,
    own,
    own_to_fill_in,
    own_to_save,
    person,
    refuse_locked,
    version_in,
)
from applications.views.photo_slot import EXAMPLES, PHOTO_RULES, photo_slot
from applications.wizard import conflict, drafts, flow, photos, rail
from applications.wizard.drafts import Conflict, Saved
from applications.wizard.flow import ApplicationPaper
from applications.wizard.forms import Problem
from applications.wizard.step import Filled, Step
from applications.wizard.typed import Typed, began
from portal import older_pages
from portal.language import choose_language, language_of

PHOTO = "photo"  # the name of the file field
PHOTO_DO = "photo_do"  # the buttons beside it: a change, "ask" or "forget"


@older_pages.answered_by(unsaved.answer_older_page)
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, key: str, slug: str) -> HttpResponse:
    """One step of one application.  Who types on after the session ended loses nothing."""
    if not request.user.is_authenticated:
        return unsaved.ask_to_sign_in(request)
    wanted = flow.find(slug)
    if wanted is None:
        raise Http404(slug)
    if wanted is flow.DOCUMENTS:
        return documents.page(request, own_to_fill_in(request, key, *wanted.shows))
    if wanted is flow.PRE_REVIEW and request.method == "POST":
        # Submitting looks at the intake itself.
        return pre_review.page(request, own(request, key))
    answer = _post if request.method == "POST" else _get
    try:
        return answer(request, key, wanted)
    except Locked:
        return refuse_locked(request, key)


def _get(request: HttpRequest, key: str, wanted: Step) -> HttpResponse:
    """Show the step; what was typed before a sign-in is saved first.  Raises Locked."""
    application = own_to_fill_in(request, key, *wanted.shows)
    if request.method == "GET" and (waiting := unsaved.take(request)) is not None:
        return _restore(request, application, wanted, waiting)
    if wanted is flow.PRE_REVIEW:
        return pre_review.page(request, application)
    if not rules.can_edit_step(application, wanted.slug):
        # It can still be read, where everything can.
        return redirect(f"{flow.address(application, flow.PRE_REVIEW)}#{wanted.slug}")
    return _show(request, application, wanted)


def _restore(
    request: HttpRequest, application: Application, wanted: Step, posted: QueryDict
) -> HttpResponse:
    """Save what was typed before the sign-in, as its own tab would have done."""
    try:
        _save(request, application.key, wanted, wanted.read(posted), version_in(posted))
    except Conflict as found:
        return _show_conflict(request, application, wanted, found)
    messages.success(request, translation.gettext("What you typed before is saved."))
    return HttpResponseRedirect(flow.address(application, wanted))


def _show(request: HttpRequest, application: Application, wanted: Step) -> HttpResponse:
    paper = ApplicationPaper(application, wanted.shows)
    filled = paper.filled(wanted)
    problems = [problem for problem in filled.problems if not problem.is_gap]
    context = frame(application, wanted, paper)
    filled.hide_missing()
    return _page(request, filled, paper, {**context, "problems": problems})


def _page(
    request: HttpRequest,
    filled: Filled,
    paper: ApplicationPaper,
    context: dict[str, Any],
    judged: Verdict | None = None,
) -> HttpResponse:
    if filled.step is flow.BASIC:
        context |= {
            "photo": photo_slot(paper, judged),
            "photo_rules": PHOTO_RULES,
            "photo_examples": EXAMPLES,
        }
    return render(
        request,
        filled.step.template,
        {
            **context,
            "bar_saves": True,
            "before": flow.preceding(filled.step),
            "form": filled.form,
            "rails": rail.rails(filled, opened=request.GET.get("open", "")),
        },
    )


def _post(request: HttpRequest, key: str, wanted: Step) -> HttpResponse:
    """Save the step, and go where the pressed button leads.  Raises Locked."""
    judged = _see_to_photo(request, key, wanted)
    typed = _edited(wanted, request)
    version = version_in(request.POST)
    if "resolve" in request.POST:
        draft = ApplicationPaper(own_to_fill_in(request, key), about=wanted).draft(wanted)
        typed = conflict.merged(wanted, typed, draft, request.POST)
    elif "differing" in request.POST and "language" in request.POST:
        # The page of two versions asks again in the other language, and saves neither.
        choose_language(request)
        translation.activate(language_of(request))
        application = own_to_fill_in(request, key)
        draft = ApplicationPaper(application).draft(wanted)
        return _show_conflict(request, application, wanted, Conflict(typed, draft))
    try:
        saved = _save(request, key, wanted, typed, version)
    except Conflict as found:
        return _show_conflict(request, found.saved.application, wanted, found)
    if unsaved.AUTOSAVE in request.headers:
        return JsonResponse(
            {"version": saved.draft.version, "saved_at": saved.draft.saved_at.isoformat()}
        )
    return _go_on(request, saved, judged)


def _save(request: HttpRequest, key: str, wanted: Step, typed: Typed, version: int) -> Saved:
    """Save; where both windows say the same in other strings, there is nothing to ask."""
    with own_to_save(request, key, wanted) as application:
        try:
            return drafts.write(application, wanted, typed, version=version, shown=wanted.shows)
        except Conflict as found:
            if conflict.differences(wanted, typed, found.saved, ApplicationPaper(application)):
                raise
            version = found.saved.version
            return drafts.write(application, wanted, typed, version=version, shown=wanted.shows)


def _see_to_photo(request: HttpRequest, key: str, wanted: Step) -> Verdict | None:
    """A photo is judged and kept whichever button was pressed, whatever else is wrong."""
    upload, wish = request.FILES.get(PHOTO), request.POST.get(PHOTO_DO)
    if wanted is not flow.BASIC or not (upload or wish):
        return None
    application, by = own_to_fill_in(request, key), person(request)
    if isinstance(upload, UploadedFile):
        return photos.keep_photo(application, upload, by=by)
    if wish == "ask":
        photos.ask_a_person(application, by=by)
    elif wish == "forget":
        photos.forget_try(application, by=by)
    elif wish:
        return photos.change_photo(application, wish, by=by)
    return None


def _edited(wanted: Step, request: HttpRequest) -> Typed:
    """What was typed, with a blank record more or one record less."""
    typed = wanted.read(request.POST)
    for row_set in wanted.row_sets:
        rows = typed["rows"][row_set.prefix]
        if request.POST.get("add") == row_set.prefix and len(rows) < row_set.maximum:
            rows.append({})
        prefix, _hyphen, number = request.POST.get("remove", "").partition("-")
        if prefix == row_set.prefix and number.isdecimal() and int(number) < len(rows):
            del rows[int(number)]
        if request.POST.get("sort") == row_set.prefix:
            rows.sort(key=began)
    return typed


def _go_on(request: HttpRequest, saved: Saved, judged: Verdict | None) -> HttpResponse:
    """Where the pressed button leads, now that everything is kept."""
    posted, application = request.POST, saved.paper.application
    is_refused = judged is not None and not judged.accepted
    if is_refused or ("next" in posted and not saved.filled.is_accepted):
        return _show_saved(request, saved, judged)
    if "sign_out" in posted:
        logout(request)
        return redirect("home")
    if "language" in posted:
        choose_language(request)
    here = flow.address(application, saved.filled.step)
    if judged or PHOTO_DO in posted:
        here = f"{here}#photo"
    return HttpResponseRedirect(_target(application, saved.filled, posted) or here)


def _target(application: Application, filled: Filled, posted: QueryDict) -> str:
    """The page, and the place on it, where the pressed button leads; empty for this page."""
    here = flow.address(application, filled.step)
    if "go" in posted:
        return flow.address(application, flow.find(str(posted["go"])) or filled.step)
    if "next" in posted:
        return flow.address(application, flow.following(filled.step))
    if "add" in posted:
        prefix = str(posted["add"])
        name = f"{prefix}-{len(filled.rows.get(prefix, ())) - 1}"
        return f"{here}?open={name}#record-{name}"
    if "remove" in posted or "sort" in posted:
        return f"{here}#{str(posted.get('remove') or posted['sort']).partition('-')[0]}"
    return ""


def _show_saved(request: HttpRequest, saved: Saved, judged: Verdict | None) -> HttpResponse:
    """The page that was posted, with everything that is missing or wrong in it."""
    filled, wants_all = saved.filled, "next" in request.POST
    problems = [one for one in filled.problems if wants_all or not one.is_gap]
    context = frame(saved.paper.application, filled.step, saved.paper)
    if not wants_all:
        filled.hide_missing()
    if judged and not judged.accepted:
        label = translation.gettext("Personal photo")
        others = [one for one in problems if one.anchor != flow.BASIC.photo_anchor]
        problems = [Problem(label, explain(judged), flow.BASIC.photo_anchor), *others]
    context |= {"problems": problems, "is_refused": True}
    return _page(request, filled, saved.paper, context, judged)


def _show_conflict(
    request: HttpRequest, application: Application, wanted: Step, found: Conflict
) -> HttpResponse:
    if unsaved.AUTOSAVE in request.headers:
        return JsonResponse({"conflict": True}, status=409)
    paper = ApplicationPaper(application)
    context = frame(application, wanted, paper)
    context |= {
        "differences": conflict.differences(wanted, found.typed, found.saved, paper),
        "typed": _as_posted(found.typed),
        "version": found.saved.version,
        "changed_at": found.saved.saved_at,
    }
    return render(request, "applications/wizard/conflict.html", context)


def _as_posted(typed: Typed) -> list[tuple[str, str]]:
    """Names and strings as the form posts them, to be posted once more."""
    pairs = [(name, value) for name, values in typed["fields"].items() for value in values]
    for prefix, rows in typed["rows"].items():
        for number, row in enumerate(rows):
            pairs += [
                (f"{prefix}-{number}-{name}", value)
                for name, values in row.items()
                for value in values
            ]
    return pairs
