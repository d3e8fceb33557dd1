package dev.waypost.platform.settings;

import io.micronaut.core.convert.ConversionContext;
import io.micronaut.core.convert.TypeConverter;
import jakarta.inject.Singleton;
import java.util.Optional;

@Singleton
class SecretConverter implements TypeConverter<CharSequence, Secret> {
    @Override
    public Optional<Secret> convert(CharSequence text, Class<Secret> type, ConversionContext context) {
        return Optional.of(new Secret(text.toString()));
    }
}
