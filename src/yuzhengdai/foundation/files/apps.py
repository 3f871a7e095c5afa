from django.apps import AppConfig

from yuzhengdai.foundation.core import jobs


class FilesConfig(AppConfig):
    name = "yuzhengdai.foundation.files"
    label = "files"
    verbose_name = "文件"

    def ready(self) -> None:
        from yuzhengdai.foundation.files.services import files_purge_due, files_sweep_orphans

        jobs.register("files-purge", every_s=3600, run=files_purge_due)
        jobs.register("files-orphans", every_s=6 * 3600, run=files_sweep_orphans)
