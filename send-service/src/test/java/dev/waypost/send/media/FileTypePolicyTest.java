package dev.waypost.send.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which bytes go under which declared type.
class FileTypePolicyTest {
    @ParameterizedTest
    @CsvSource({
        "image/jpeg, \u00ff\u00d8\u00ff\u00e0",
        "IMAGE/JPEG, \u00ff\u00d8\u00ff\u00e1",
        "image/gif, GIF89a",
        "image/webp, RIFF....WEBPVP8",
        "video/mp4, ....ftypisom",
        "video/3gpp, ....ftyp3gp4",
        "audio/mp4, ....ftypM4A",
        "audio/ogg; codecs=opus, OggS.",
        "audio/mpeg, ID3.",
        "audio/mpeg, \u00ff\u00fb\u0090",
        "audio/aac, \u00ff\u00f1P",
        "audio/amr, #!AMR.",
        "application/pdf, %PDF-1.7",
        "application/zip, PK\u0003\u0004x",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document, PK\u0003\u0004x",
        "application/msword, \u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1",
        "text/plain, hello",
        "text/html, <!DOCTYPE html>",
        "application/octet-stream, MZ.",
        "application/x-own, PK\u0003\u0004x",
    })
    void what_is_what_it_says_is_taken(String declared, String bytes) {
        assertThat(FileTypePolicy.objection(declared, bytes(bytes))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "image/jpeg, GIF89a",
        "image/jpeg, hello",
        "image/png, <html>",
        "image/webp, RIFF....WAVE",
        "image/bmp, %PDF-1.7",
        "video/mp4, OggS.",
        "audio/ogg, ....ftypisom",
        "audio/aac, \u00ff\u00fb\u0090",
        "audio/mpeg, \u00ff\u00f1P",
        "application/pdf, <html>",
        "application/pdf, PK\u0003\u0004x",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet, %PDF-1.7",
        "text/plain, %PDF-1.7",
        "text/plain, \u007fELF",
        "text/csv, a\u0000b",
        "application/x-own, \u007fELF",
        "application/x-own, MZ\u0090\u0000x",
    })
    void a_disguise_is_seen(String declared, String bytes) {
        assertThat(FileTypePolicy.objection(declared, bytes(bytes))).isPresent();
    }

    private static byte[] bytes(String latin) {
        return latin.getBytes(StandardCharsets.ISO_8859_1);
    }
}
