#!/usr/bin/env python3
"""Writes the licences of what the library has inside, and a bill of materials (SPDX 2.3, JSON), into a folder.

    packaging/licences.py FOLDER VERSION

What is linked in is Debian's: names, versions and texts are those of the packages on the machine that builds.
SOURCE_DATE_EPOCH, if it is set, is the time that the bill tells, so that two builds give the same bytes.
"""
import datetime
import json
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# Static libraries of Debian, as Package.swift names them, the package that has each, and its licence.
LIBRARIES = {
    "png16": ("libpng-dev", "libpng-2.0"),
    "z": ("zlib1g-dev", "Zlib"),
    "jansson": ("libjansson-dev", "MIT"),
    "yaml": ("libyaml-dev", "MIT"),
    "jpeg": ("libjpeg62-turbo-dev", "IJG AND BSD-3-Clause AND Zlib"),
    "turbojpeg": ("libturbojpeg0-dev", "IJG AND BSD-3-Clause AND Zlib"),
    "webp": ("libwebp-dev", "BSD-3-Clause"),
    "webpdemux": ("libwebp-dev", "BSD-3-Clause"),
    "webpmux": ("libwebp-dev", "BSD-3-Clause"),
    "sharpyuv": ("libwebp-dev", "BSD-3-Clause"),
    "gif": ("libgif-dev", "MIT"),
    "pcre2-8": ("libpcre2-dev", "BSD-3-Clause"),
    "lcms2": ("liblcms2-dev", "MIT"),
    "tiff": ("libtiff-dev", "libtiff"),
}

# Tables of others that are inside as data, with what their scripts say of where they are from: licence, origin, whose.
TABLES = {
    "clip-vocabulary": ("MIT", "https://github.com/openai/CLIP", "Copyright (c) 2021 OpenAI"),
    "t5-vocabulary": ("Apache-2.0", "https://github.com/google-research/text-to-text-transfer-transformer", "Google LLC"),
    "umt5-vocabulary": ("Apache-2.0", "https://github.com/google-research/t5x", "Google LLC"),
    "qwen-vocabulary": ("Apache-2.0", "https://github.com/QwenLM/Qwen3", "Alibaba Cloud"),
    "tekken-vocabulary": ("Apache-2.0", "https://github.com/mistralai/mistral-common", "Mistral AI"),
    "ftfy": ("Apache-2.0", "https://github.com/rspeer/python-ftfy", "Robyn Speer"),
    "opencv-colour-maps": ("Apache-2.0", "https://github.com/opencv/opencv", "OpenCV team"),
}


def table_licence(licence, origin, owner):
    if licence == "MIT":
        lines = (ROOT / "LICENSE").read_text().splitlines(keepends=True)
        text = "".join(owner + "\n" if line.startswith("Copyright") else line for line in lines)
    else:
        text = f"Copyright {owner}\n\n" + Path(f"/usr/share/common-licenses/{licence}").read_text()
    return f"{origin}\n\n{text}"


def linked():
    """The packages that Package.swift links statically. A library that is not in the table above is an error."""
    names = re.findall(r'linkedLibrary\(":lib([^"]+)\.a"\)', (ROOT / "Package.swift").read_text())
    unknown = [name for name in names if name not in LIBRARIES]
    if unknown:
        sys.exit(f"packaging/licences.py: what is the licence of {', '.join(unknown)}?")
    return dict(LIBRARIES[name] for name in names)


def debian_version(package):
    command = ["dpkg-query", "-W", "-f", "${Version}", package]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def swift():
    """The version of the compiler, whose runtime is linked in, and its licence's text."""
    text = subprocess.run(["swift", "--version"], check=True, capture_output=True, text=True).stdout
    compiler = Path(subprocess.run(["sh", "-c", "command -v swift"], check=True, capture_output=True, text=True).stdout.strip())
    return re.search(r"Swift version ([\d.]+)", text)[1], compiler.resolve().parents[1] / "share/swift/LICENSE.txt"


def component(name, version, licence, source):
    return {
        "SPDXID": "SPDXRef-" + re.sub(r"[^A-Za-z0-9.-]", "-", name), "name": name, "versionInfo": version,
        "downloadLocation": source, "filesAnalyzed": False, "licenseConcluded": licence, "licenseDeclared": licence,
        "copyrightText": "NOASSERTION",
    }


def main(folder, version):
    texts = folder / "licences"
    texts.mkdir(parents=True, exist_ok=True)
    (folder / "copyright").write_text((ROOT / "LICENSE").read_text())
    parts = []
    for package, licence in linked().items():
        (texts / package).write_bytes(Path(f"/usr/share/doc/{package}/copyright").read_bytes())
        parts.append(component(package, debian_version(package), licence, f"https://packages.debian.org/bookworm/{package}"))
    swift_version, swift_licence = swift()
    (texts / "swift").write_bytes(swift_licence.read_bytes())
    parts.append(component("swift-runtime", swift_version, "Apache-2.0 WITH Swift-exception", "https://swift.org"))
    tables = []
    for name, (licence, origin, owner) in TABLES.items():
        (texts / name).write_text(table_licence(licence, origin, owner))
        tables.append(component(name, "NOASSERTION", licence, origin))
    library = component("libcomfy", version, "MIT", "NOASSERTION")
    seconds = int(os.environ.get("SOURCE_DATE_EPOCH", 0)) or datetime.datetime.now().timestamp()
    created = datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc)
    document = {
        "spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT", "name": f"libcomfy-{version}",
        "documentNamespace": f"https://spdx.org/spdxdocs/libcomfy-{version}",
        "creationInfo": {"created": created.strftime("%Y-%m-%dT%H:%M:%SZ"), "creators": ["Tool: packaging/licences.py"]},
        "packages": [library] + parts + tables,
        "relationships": [
            {"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES", "relatedSpdxElement": library["SPDXID"]}
        ] + [
            {"spdxElementId": library["SPDXID"], "relationshipType": "STATIC_LINK", "relatedSpdxElement": part["SPDXID"]}
            for part in parts
        ] + [
            {"spdxElementId": library["SPDXID"], "relationshipType": "CONTAINS", "relatedSpdxElement": table["SPDXID"]}
            for table in tables
        ],
    }
    (folder / "libcomfy.spdx.json").write_text(json.dumps(document, indent=1) + "\n")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), sys.argv[2])
