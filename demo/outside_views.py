"""/sandbox/bank/ and /sandbox/faults/: looking at the sandbox and switching its faults (settings of the demo only)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from demo.outside import ask
from yuzhengdai.foundation.core.clock import local
from yuzhengdai.foundation.core.errors import ExternalError

STATES = {"accepted": "已受理", "paid": "已到账", "failed": "失败"}
DOWN = "沙箱没有运行，或没有响应。用 make run 启动演示时，沙箱会一起启动。"


def _transfers(request: HttpRequest) -> tuple[list[dict[str, Any]], str, str]:
    """(rows, what was typed, problem)."""
    typed = request.GET.get("account", "").strip()
    digits = "".join(char for char in typed if char.isascii() and char.isdigit())[-32:]
    try:
        found = ask("/control/transfers", {"account": digits})["transfers"]
    except ExternalError:
        return [], typed, DOWN
    rows = [
        {
            **row,
            "state_label": STATES.get(row["state"], ""),
            "at": datetime.fromtimestamp(row["asked_at"], UTC),
        }
        for row in found
    ]
    return rows, typed, ""


@require_safe
@never_cache
def bank(request: HttpRequest) -> HttpResponse:
    """Transfers as the owner of the account would see them, newest first; ``?account=`` narrows by the last digits."""
    rows, typed, problem = _transfers(request)
    return render(request, "demo/bank.html", {"rows": rows, "typed": typed, "problem": problem})


@require_safe
@never_cache
def bank_json(request: HttpRequest) -> JsonResponse:
    """[{"account_name", "last_four", "amount_yuan", "state", "asked_at"}], newest first."""
    rows, _, problem = _transfers(request)
    if problem:
        return JsonResponse({"error": "the sandbox does not answer"}, status=503)
    names = ("request_id", "account_name", "last_four", "bank_name", "amount_yuan", "state", "failure")
    told = [{name: row[name] for name in names} | {"asked_at": local(row["at"]).isoformat()} for row in rows]
    return JsonResponse(told, safe=False, json_dumps_params={"ensure_ascii": False})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def faults(request: HttpRequest) -> HttpResponse:
    """One choice a source; 「全部恢复正常」 puts every one back."""
    try:
        if request.method == "POST":
            return _switch(request)
        told = ask("/control/faults", {})
    except ExternalError:
        return render(request, "demo/faults.html", {"problem": DOWN, "rows": [], "kinds": {}})
    rows = [
        {"key": key, "label": label, "fault": told["faults"][key], "is_faulty": told["faults"][key] != "off"}
        for key, label in told["sources"].items()
    ]
    return render(request, "demo/faults.html", {"problem": "", "rows": rows, "kinds": told["kinds"]})


def _switch(request: HttpRequest) -> HttpResponse:
    told = ask("/control/faults", {})
    if "reset" in request.POST:
        ask("/control/faults", {"source": "all", "fault": "off"})
    else:
        for source in told["sources"]:
            fault = request.POST.get(source, "")
            if fault in told["kinds"] and fault != told["faults"][source]:
                ask("/control/faults", {"source": source, "fault": fault})
    return HttpResponseRedirect(reverse("sandbox:faults"))
