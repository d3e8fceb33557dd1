package dev.waypost.platform.settings;

import io.micronaut.context.BeanContext;
import io.micronaut.context.annotation.ConfigurationReader;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.core.naming.NameUtils;
import io.micronaut.inject.BeanDefinition;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One key that this process understands: a component of a settings record.
public record KnownSetting(
        String key, Class<?> type, @Nullable String defaultValue, String doc) {
    public String environmentName() {
        return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    public boolean isSecret() {
        return type == Secret.class;
    }

    /// Every key of every settings record that the context knows, in order of key.
    public static List<KnownSetting> of(BeanContext context) {
        var known = new ArrayList<KnownSetting>();
        for (BeanDefinition<?> definition : context.getAllBeanDefinitions()) {
            Class<?> type = definition.getBeanType();
            if (!type.isRecord() || !type.getName().startsWith("dev.waypost.")) {
                continue;
            }
            definition
                    .stringValue(ConfigurationReader.class, ConfigurationReader.PREFIX)
                    .ifPresent(prefix -> Arrays.stream(type.getRecordComponents())
                            .forEach(component -> known.add(of(prefix, type, component))));
        }
        known.sort(Comparator.comparing(KnownSetting::key));
        return known;
    }

    /// Makes every settings record once, so that bounds are checked also where nobody asks for the record yet.
    public static void checkBounds(BeanContext context) {
        for (BeanDefinition<?> definition : context.getAllBeanDefinitions()) {
            Class<?> type = definition.getBeanType();
            if (type.isRecord()
                    && type.getName().startsWith("dev.waypost.")
                    && definition.hasStereotype(ConfigurationReader.class)) {
                Object checked = context.getBean(type);
                Objects.requireNonNull(checked);
            }
        }
    }

    private static KnownSetting of(String prefix, Class<?> record, RecordComponent component) {
        @Nullable Doc doc = component.getAnnotation(Doc.class);
        if (doc == null) {
            throw new IllegalStateException(record.getName() + "." + component.getName() + " lacks @Doc");
        }
        return new KnownSetting(
                prefix + "." + NameUtils.hyphenate(component.getName()),
                component.getType(),
                defaultOf(record, component),
                doc.value());
    }

    private static @Nullable String defaultOf(Class<?> record, RecordComponent component) {
        var constructor = record.getDeclaredConstructors()[0];
        for (var parameter : constructor.getParameters()) {
            if (parameter.getName().equals(component.getName())) {
                @Nullable Bindable bindable = parameter.getAnnotation(Bindable.class);
                return bindable == null || bindable.defaultValue().isEmpty() ? null : bindable.defaultValue();
            }
        }
        return null;
    }
}
