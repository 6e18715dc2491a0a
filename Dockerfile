# Builds the binary and runs it as an ordinary user. The database lives in /data: mount a volume there, or it is lost with the
# container. Certificates and time zones are built in, so the image needs neither package.
FROM rust:1-bookworm AS build
WORKDIR /src
COPY . .
RUN cargo build --release --locked

FROM debian:bookworm-slim
RUN useradd --system --home /data afterword && install -d -o afterword /data
COPY --from=build /src/target/release/afterword /usr/local/bin/afterword
USER afterword
WORKDIR /data
ENV AFTERWORD__SERVER__BIND=0.0.0.0:8080
EXPOSE 8080
ENTRYPOINT ["afterword"]
CMD ["serve"]
