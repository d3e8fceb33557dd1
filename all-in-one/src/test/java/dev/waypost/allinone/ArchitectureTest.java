package dev.waypost.allinone;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Who may import whom, over every class of the product.
class ArchitectureTest {
    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.waypost");
    private static final List<String> SERVICES = List.of("config", "send", "ingress", "health", "console");

    @ParameterizedTest
    @ValueSource(strings = {"config", "send", "ingress", "health", "console"})
    void a_service_imports_no_other_service(String service) {
        var others = SERVICES.stream()
                .filter(other -> !other.equals(service))
                .map(other -> "dev.waypost." + other + "..")
                .toArray(String[]::new);
        check(noClasses()
                .that()
                .resideInAPackage("dev.waypost." + service + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others));
    }

    @Test
    void the_libraries_import_no_service() {
        check(noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.waypost.platform..",
                        "dev.waypost.lanes..",
                        "dev.waypost.configclient..",
                        "dev.waypost.providers..",
                        "dev.waypost.embedded..",
                        "dev.waypost.proto..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(SERVICES.stream()
                        .map(service -> "dev.waypost." + service + "..")
                        .toArray(String[]::new))));
    }

    @Test
    void platform_knows_no_other_library_of_ours() {
        check(noClasses()
                .that()
                .resideInAPackage("dev.waypost.platform..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.waypost.lanes..",
                        "dev.waypost.configclient..",
                        "dev.waypost.providers..",
                        "dev.waypost.embedded.."));
    }

    @Test
    void lanes_and_providers_import_platform_only() {
        check(noClasses()
                .that()
                .resideInAnyPackage("dev.waypost.lanes..", "dev.waypost.providers..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.waypost.proto..", "dev.waypost.configclient..", "dev.waypost.embedded.."));
    }

    @Test
    void the_simulator_imports_nothing_of_ours() {
        check(noClasses()
                .that()
                .resideInAPackage("dev.waypost.simulator..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("dev.waypost..")
                        .and(DescribedPredicate.not(resideInAnyPackage("dev.waypost.simulator..")))));
    }

    @Test
    void generated_types_stay_at_the_edges() {
        check(noClasses()
                .that(outside(
                                "dev.waypost.proto..",
                                "dev.waypost.platform.grpc..",
                                "dev.waypost.configclient..",
                                "dev.waypost.console..",
                                "dev.waypost.client..")
                        .and(isNoEdge()))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.waypost.proto.."));
    }

    // A use case may carry the transaction to the stores it calls; only a store says a statement in it.
    @Test
    void sql_stays_in_stores() {
        check(noClasses()
                .that(outside("dev.waypost.platform.db..", "dev.waypost.proto..", "dev.waypost.testkit..")
                        .and(DescribedPredicate.not(outermost(name -> name.endsWith("Store")))))
                .should(new ArchCondition<>("run SQL") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        for (var call : type.getMethodCallsFromSelf()) {
                            var owner = call.getTargetOwner();
                            var jdbc = (owner.getPackageName().startsWith("java.sql")
                                            || owner.getPackageName().startsWith("javax.sql"))
                                    && !owner.isAssignableTo(Throwable.class);
                            if (jdbc || owner.getFullName().equals("dev.waypost.platform.db.Sql")) {
                                events.add(SimpleConditionEvent.satisfied(type, call.getDescription()));
                            }
                        }
                    }
                }));
    }

    @Test
    void lettuce_stays_in_platform_redis() {
        check(noClasses()
                .that(outside("dev.waypost.platform.redis.."))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.lettuce.."));
    }

    @Test
    void http_libraries_stay_in_platform_http() {
        check(noClasses()
                .that(outside("dev.waypost.platform.http.."))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("okhttp3..", "okio..", "org.apache.hc.."));
    }

    @Test
    void no_service_makes_its_own_http_client() {
        check(noClasses()
                .that(outside(
                        "dev.waypost.platform.http..",
                        "dev.waypost.simulator..",
                        "dev.waypost.embedded..",
                        "dev.waypost.allinone..",
                        "dev.waypost.cli..",
                        "dev.waypost.testkit.."))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.net.http..", "io.micronaut.http.client.."));
    }

    @Test
    void a_policy_is_pure() {
        check(classes()
                .that(simpleNameEndingWith("Policy").and(outside("dev.waypost.proto..")))
                .should(new ArchCondition<>("use the JDK and its own feature") {
                    @Override
                    public void check(JavaClass policy, ConditionEvents events) {
                        for (var dependency : policy.getDirectDependenciesFromSelf()) {
                            var target = dependency.getTargetClass().getBaseComponentType();
                            var name = target.getPackageName();
                            var own = name.equals(policy.getPackageName());
                            var jdk = target.isPrimitive() || name.startsWith("java.");
                            var words = name.startsWith("org.jspecify")
                                    || isVocabulary(target)
                                    // A parsed document and a comparison in constant time are as pure as a string.
                                    || name.startsWith("com.fasterxml.jackson.databind")
                                    || target.getFullName().equals("dev.waypost.platform.crypto.Signatures");
                            var wire = policy.getPackageName().equals("dev.waypost.platform.grpc")
                                            && name.startsWith("com.google.protobuf")
                                    || name.startsWith("dev.waypost.proto.validate")
                                    || name.startsWith("dev.waypost.proto.options");
                            if (!own && !jdk && !words && !wire) {
                                events.add(SimpleConditionEvent.violated(policy, dependency.getDescription()));
                            }
                        }
                    }
                }));
    }

    // Values that a decision is about: records, enums and sealed interfaces of a library hold no behaviour that waits.
    private static boolean isVocabulary(JavaClass type) {
        return type.getPackageName().startsWith("dev.waypost.")
                && (type.isRecord()
                        || type.isEnum()
                        || type.isInterface()
                                && type.getMethods().stream()
                                        .noneMatch(method ->
                                                method.getThrowsClause().size() > 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"config", "send", "ingress", "health"})
    void features_of_a_service_form_no_cycle(String service) {
        check(slices().matching("dev.waypost." + service + ".(*)..").should().beFreeOfCycles());
    }

    @Test
    void no_name_says_that_a_class_has_two_jobs() {
        var forbidden = Pattern.compile(".*(Manager|Helper|Utils?|Impl|Common|Base|Processor|Data|Info)");
        check(
                noClasses()
                        .that(outside("dev.waypost.proto.."))
                        .and(DescribedPredicate.describe(
                                "are not generated",
                                type -> !type.getSimpleName().contains("$")))
                        .should()
                        .haveNameMatching(
                                "dev\\.waypost\\.(?!proto).*\\.[A-Za-z]*(Manager|Helper|Utils?|Impl|Common|Base|Processor|Data|Info)"));
        org.assertj.core.api.Assertions.assertThat(
                        forbidden.matcher("SendManager").matches())
                .isTrue();
    }

    @Test
    void time_comes_from_an_injected_source() {
        var clocks = Set.of(
                "java.time.Instant", "java.time.LocalDateTime", "java.time.ZonedDateTime", "java.time.LocalDate");
        check(noClasses()
                .that(outside(
                        "dev.waypost.simulator..",
                        "dev.waypost.cli..",
                        "dev.waypost.embedded..",
                        "dev.waypost.proto.."))
                .should(new ArchCondition<>("ask the machine for the time") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        for (var call : type.getMethodCallsFromSelf()) {
                            var target = call.getTarget();
                            if (target.getName().equals("now")
                                    && target.getRawParameterTypes().isEmpty()
                                    && clocks.contains(target.getOwner().getFullName())) {
                                events.add(SimpleConditionEvent.satisfied(type, call.getDescription()));
                            }
                        }
                    }
                }));
    }

    private static DescribedPredicate<JavaClass> outside(String... packages) {
        return DescribedPredicate.not(resideInAnyPackage(packages));
    }

    private static DescribedPredicate<JavaClass> isNoEdge() {
        return DescribedPredicate.not(outermost(
                        name -> name.endsWith("Api") || name.endsWith("Contract") || name.equals("Contracts")))
                .and(DescribedPredicate.not(outermost(name -> name.endsWith("Wire") || name.endsWith("Factory"))))
                .as("are no edge (…Api, …Contract, …Wire, …Factory)");
    }

    private static DescribedPredicate<JavaClass> outermost(java.util.function.Predicate<String> name) {
        return DescribedPredicate.describe("belong to a class of such a name", type -> {
            var full = type.getFullName().substring(type.getFullName().lastIndexOf('.') + 1);
            // The framework generates $Name$Definition beside a class; the rule is about the class.
            var plain = full.startsWith("$") ? full.substring(1) : full;
            return name.test(plain.contains("$") ? plain.substring(0, plain.indexOf('$')) : plain);
        });
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(ALL);
    }
}
