"""The wizard of 企业认证 (R6–R9)."""

from __future__ import annotations

from django.urls import URLPattern, path

from yuzhengdai.sites.app.gates import in_app
from yuzhengdai.sites.app.verification import (
    capture,
    confirm,
    face,
    letter,
    network,
    paper,
    result,
    start,
    transfer,
    utilities,
)
from yuzhengdai.sites.member.counters import CountersPage
from yuzhengdai.sites.member.verification.base import FieldPartView, PictureView
from yuzhengdai.sites.member.verification.presenting import PresentView, PutAwayView

urlpatterns: list[URLPattern] = [
    path("counters/", CountersPage.as_view(), name="counters"),
    path("verification/", start.PlaceView.as_view(), name="verification"),
    path("verification/role/", start.RoleView.as_view(), name="verification-role"),
    path("verification/consent/", start.ConsentView.as_view(), name="verification-consent"),
    path("verification/way/", start.WayView.as_view(), name="verification-way"),
    path("verification/paper/", paper.PaperChoiceView.as_view(), name="verification-paper"),
    path("verification/id-front/", capture.IdFrontView.as_view(), name="verification-id-front"),
    path("verification/id-back/", capture.IdBackView.as_view(), name="verification-id-back"),
    path("verification/id-confirm/", confirm.IdConfirmView.as_view(), name="verification-id-confirm"),
    path("verification/face/", face.FaceView.as_view(), name="verification-face"),
    path("verification/face/begin/", face.FaceBeginView.as_view(), name="verification-face-begin"),
    path("verification/face/frames/", face.FaceFramesView.as_view(), name="verification-face-frames"),
    path("verification/face/stop/", face.FaceStopView.as_view(), name="verification-face-stop"),
    path("verification/face/finish/", face.FaceFinishView.as_view(), name="verification-face-finish"),
    path("verification/transfer/", transfer.TransferView.as_view(), name="verification-transfer"),
    path("verification/licence/", capture.LicenceView.as_view(), name="verification-licence"),
    path(
        "verification/licence-confirm/",
        confirm.LicenceConfirmView.as_view(),
        name="verification-licence-confirm",
    ),
    path("verification/id-number/", network.IdNumberView.as_view(), name="verification-id-number"),
    path("verification/network-id/", network.NetworkIdView.as_view(), name="verification-network-id"),
    path("verification/show/<slug:proves>/", in_app(PresentView).as_view(), name="verification-show"),
    path("verification/put-away/", in_app(PutAwayView).as_view(), name="verification-put-away"),
    path("verification/letter/", letter.LetterView.as_view(), name="verification-letter"),
    path("verification/letter.pdf", letter.LetterFileView.as_view(), name="verification-letter-file"),
    path("verification/utilities/", utilities.UtilitiesView.as_view(), name="verification-utilities"),
    path("verification/result/", result.ResultView.as_view(), name="verification-result"),
    path("verification/pictures/<slug:kind>/", in_app(PictureView).as_view(), name="verification-picture"),
    path(
        "verification/pictures/<slug:kind>/<slug:field>/",
        in_app(FieldPartView).as_view(),
        name="verification-part",
    ),
]
