"""Tests of `packs/build`; a folder named build would be skipped by the test runner."""
