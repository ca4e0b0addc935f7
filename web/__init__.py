"""The front: application, settings, page frame, sign-in, and the pages that read across both programmes."""
