from django.apps import AppConfig


class FeedbackAppConfig(AppConfig):
    """意见反馈"""

    name = "yuzhengdai.domain.feedback"
    label = "feedback"
    verbose_name = "意见反馈"
