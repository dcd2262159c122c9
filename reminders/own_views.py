"""Pages on which people say what they themselves want to be mailed: about those they help, and about their team."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.models import Membership, Role
from journeys.models import CarerGrant
from journeys.views import gate
from journeys.views.team.people import team_page
from reminders import preferences
from reminders.forms import CarerForm, DigestForm, initial_of_carer
from reminders.models import Recipient


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def carer(request: HttpRequest) -> HttpResponse:
    """For who helps somebody: 404 for anybody else. Nothing about those whom they help."""
    now, user = timezone.now(), gate.person(request)
    if not CarerGrant.objects.live(user.today(now)).filter(user=user).exists():
        raise Http404
    reader = Recipient.objects.filter(pk=user.pk).first()
    form = CarerForm(request.POST or None, initial=initial_of_carer(reader, user.language))
    if form.is_valid():
        language = form.cleaned_data["language"]
        preferences.choose_as_carer(user=user, kinds=form.kinds_wanted, language=language, now=now)
        messages.success(request, "Saved. Reminders follow your choice from now on.")
        return redirect("home")
    return render(request, "reminders/carer.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def digest(request: HttpRequest) -> HttpResponse:
    """For coordinators, who get it; the rest of a care team reads that. 404 for anybody else."""
    now, user = timezone.now(), gate.person(request)
    memberships = Membership.objects.live(user.today(now)).filter(user=user, team__isnull=False)
    gets_it = memberships.filter(role=Role.COORDINATOR).exists()
    if not memberships.exists() or (request.method == "POST" and not gets_it):
        raise Http404
    if request.method == "POST":
        wanted = "wanted" in request.POST
        preferences.want_digest(user, wanted=wanted, now=now)
        messages.success(request, "Saved. The summary comes on working days." if wanted else "Saved. No summary.")
        return redirect("work")
    wants = Recipient.objects.filter(pk=user.pk, team_digest_since__isnull=False).exists()
    context = {"form": DigestForm(initial={"wanted": wants}), "gets_it": gets_it}
    return render(request, "reminders/digest.html", team_page(user, user.today(now)) | context)
