"""The pages behind a mail's links, for whoever holds the mail: nobody has to sign in, and nothing is told that doesn't
stand in the mail. Looking changes nothing, because programs that check mails open every link; only a POST acts.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.models import User
from reminders import answers, links
from reminders.answer_form import AnswerForm
from reminders.languages import direction, spoken
from reminders.models import About, Message, Recipient


# csrf_exempt: mail programs POST here by themselves, without a cookie (RFC 8058). The token in the address is what
# allows it, and no other site knows it.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str, letter: str) -> HttpResponse:
    """No more mails, of one kind (by its letter, `About`) or at all; or again. 404 for an address we never wrote."""
    reader = Recipient.objects.filter(token=token).select_related("user").first()
    if reader is None or letter not in About.values:
        return _unknown(request)
    with translation.override(spoken(reader.user.language)):
        did = _stop_or_start(request, reader.user, About(letter)) if request.method == "POST" else {}
        return _page(request, "stop", is_one_kind=letter != About.ALL, **did)


def _stop_or_start(request: HttpRequest, reader: User, about: About) -> dict[str, Any]:
    """What a mail program posts has neither ``do`` nor ``what``: stop, and what the mail was about."""
    what = request.POST.get("what", "")
    about = About.ALL if what == "all" else about
    if request.POST.get("do") == "start":
        answers.start(reader, about, timezone.now())
        return {"did": "start", "what": what}
    answers.stop(reader, about, timezone.now())
    return {"did": "stop", "what": what}


# csrf_exempt: whoever holds the mail may answer, and has no cookie of ours; no other site knows the signed address.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, signature: str) -> HttpResponse:
    """Done, later, a pause, or one of these taken back. 404 for an address we never wrote, 410 two weeks after."""
    now = timezone.now()
    message = links.signed(signature)
    if message is None:
        return _unknown(request)
    with translation.override(spoken(message.recipient.language)):
        if links.is_over(message, now):
            return _page(request, "over", status=410)
        form = AnswerForm(request.POST or None, today=answers.today(message, now))
        if form.is_valid():
            _act(message, form, now)
            return _page(request, "answered", did=form.cleaned_data["do"], until=form.cleaned_data["until"])
        return _page(request, "answer", form=form)


def _act(message: Message, form: AnswerForm, now: datetime) -> None:
    did, until = form.cleaned_data["did"], form.cleaned_data["until"]
    if did == "later":
        answers.later(message, until=until, now=now)
    elif did in ("pause", "go-on"):
        answers.pause(message, until=until, now=now)
    else:
        {"done": answers.done, "take-back": answers.take_back}[did](message, now)


def _unknown(request: HttpRequest) -> HttpResponse:
    with translation.override(translation.get_language_from_request(request)):
        return _page(request, "unknown", status=404)


def _page(request: HttpRequest, name: str, *, status: int = 200, **context: object) -> HttpResponse:
    context |= {"language": translation.get_language(), "direction": direction(), "site_name": settings.SITE_NAME}
    response = render(request, f"reminders/link_{name}.html", context, status=status)
    response["Referrer-Policy"] = "no-referrer"  # the address is a way in
    return response
