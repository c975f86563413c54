# Builds an executable where Swift is not installed; README.md has the commands.
ARG SWIFT=docker.io/library/swift:6.3
ARG PRODUCT=sample-entry

FROM ${SWIFT} AS build
RUN apt-get update -qq \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends musl-dev \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /build/package
# The library, at the path that Package.swift has for it.
ARG RUNUTILS=..
COPY --from=runutils Package.swift ${RUNUTILS}/
COPY --from=runutils Plugins/ ${RUNUTILS}/Plugins/
COPY --from=runutils Sources/ ${RUNUTILS}/Sources/
COPY --from=runutils Tests/CallbackEntry/ ${RUNUTILS}/Tests/CallbackEntry/
COPY --from=runutils scripts/ ${RUNUTILS}/scripts/
COPY --from=runutils toolsets/ ${RUNUTILS}/toolsets/

COPY . .
ARG PRODUCT
RUN swift package build-image --product ${PRODUCT} --no-image

# The executable alone, for --output.
FROM scratch
ARG PRODUCT
COPY --from=build /build/package/images/*/${PRODUCT} /
