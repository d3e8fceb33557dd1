package dev.waypost.providers;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One address book entry.
///
/// @param phones in E.164 form
public record ContactCard(
        String formattedName,
        @Nullable String firstName,
        @Nullable String lastName,
        List<String> phones,
        List<String> emails,
        @Nullable String organization,
        List<String> urls) {
    public ContactCard {
        phones = List.copyOf(phones);
        emails = List.copyOf(emails);
        urls = List.copyOf(urls);
    }

    /// The entry as a vCard 3.0, with the numbers marked as WhatsApp's.
    public String vcard() {
        var card = new StringBuilder("BEGIN:VCARD\nVERSION:3.0\n");
        card.append("N:")
                .append(escaped(lastName))
                .append(';')
                .append(escaped(firstName == null ? formattedName : firstName))
                .append(";;;\nFN:")
                .append(escaped(formattedName))
                .append('\n');
        if (organization != null) {
            card.append("ORG:").append(escaped(organization)).append(";\n");
        }
        for (String phone : phones) {
            card.append("TEL;type=CELL;type=VOICE;waid=")
                    .append(phone.replaceAll("\\D", ""))
                    .append(':')
                    .append(phone)
                    .append('\n');
        }
        emails.forEach(email -> card.append("EMAIL:").append(escaped(email)).append('\n'));
        urls.forEach(url -> card.append("URL:").append(escaped(url)).append('\n'));
        return card.append("END:VCARD").toString();
    }

    /// A line break in a name would begin a field of its own.
    private static String escaped(@Nullable String text) {
        return text == null
                ? ""
                : text.replace("\\", "\\\\")
                        .replace(";", "\\;")
                        .replace(",", "\\,")
                        .replace("\r", "")
                        .replace("\n", "\\n");
    }
}
