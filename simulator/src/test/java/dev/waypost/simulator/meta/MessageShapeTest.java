package dev.waypost.simulator.meta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.simulator.World;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MessageShapeTest {
    private static World world;

    @BeforeAll
    static void start() throws Exception {
        world = World.start();
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'text':{'body':'hi','preview_url':true}",
                "'type':'image','image':{'link':'https://example.com/a.jpg','caption':'c'}",
                "'type':'video','video':{'id':'1'}",
                "'type':'audio','audio':{'id':'1','voice':true}",
                "'type':'document','document':{'id':'1','filename':'a.pdf'}",
                "'type':'sticker','sticker':{'id':'1'}",
                "'type':'location','location':{'latitude':52.5,'longitude':'13.4','name':'Berlin'}",
                "'type':'contacts','contacts':[{'name':{'formatted_name':'Ann'}}]",
                "'type':'reaction','reaction':{'message_id':'wamid.x','emoji':''}",
                "'type':'template','template':{'name':'t','language':{'code':'en'},'components':[{'type':'BODY','parameters':[]}]}",
                "'type':'interactive','interactive':{'type':'button','body':{'text':'b'},'action':{'buttons':[{'type':'reply','reply':{'id':'1','title':'ok'}}]}}",
                "'type':'interactive','interactive':{'type':'list','body':{'text':'b'},'action':{'button':'open','sections':[{'rows':[{'id':'1','title':'ok'}]}]}}",
                "'type':'interactive','interactive':{'type':'cta_url','body':{'text':'b'},'action':{'name':'cta_url','parameters':{}}}",
                "'type':'text','text':{'body':'hi'},'context':{'message_id':'wamid.x'}",
            })
    void a_message_of_every_type_is_accepted(String content) throws Exception {
        World.Answer answer = send("'to':'4915112345678'," + content);

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "100    | 'text':{'body':'x'}",
                "131009 | 'to':'nobody','text':{'body':'x'}",
                "131009 | 'recipient':'nobody','text':{'body':'x'}",
                "100    | 'to':'4915112345678','type':'fax','fax':{}",
                "131008 | 'to':'4915112345678','type':'text'",
                "131008 | 'to':'4915112345678','type':'text','text':{'body':''}",
                "131009 | 'to':'4915112345678','type':'text','text':{'body':7}",
                "131008 | 'to':'4915112345678','type':'image','image':{}",
                "131009 | 'to':'4915112345678','type':'image','image':{'id':'1','link':'https://example.com/a'}",
                "131009 | 'to':'4915112345678','type':'image','image':{'link':'ftp://example.com/a'}",
                "131009 | 'to':'4915112345678','type':'audio','audio':{'id':'1','caption':'c'}",
                "131009 | 'to':'4915112345678','type':'location','location':{'latitude':'north','longitude':1}",
                "131008 | 'to':'4915112345678','type':'contacts','contacts':[{'phones':[]}]",
                "131009 | 'to':'4915112345678','type':'contacts','contacts':[]",
                "131008 | 'to':'4915112345678','type':'reaction','reaction':{'emoji':'x'}",
                "131008 | 'to':'4915112345678','type':'template','template':{'name':'t'}",
                "100    | 'to':'4915112345678','type':'template','template':{'name':'t','language':{'code':'en'},'components':[{'type':'x'}]}",
                "100    | 'to':'4915112345678','type':'interactive','interactive':{'type':'x'}",
                "131008 | 'to':'4915112345678','type':'interactive','interactive':{'type':'button','body':{'text':'b'}}",
            })
    void a_message_of_the_wrong_shape_is_refused_with_metas_code(int code, String content) throws Exception {
        World.Answer answer = send(content);

        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.code()).as(answer.body()).isEqualTo(code);
        assertThat(answer.json().at("/error/message").asText()).startsWith("(#" + code + ") ");
    }

    @ParameterizedTest
    @CsvSource({"4096, 200", "4097, 400"})
    void a_text_may_be_4096_characters_long(int length, int status) throws Exception {
        assertThat(world.text("4915112345678", "x".repeat(length), "").status()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({"512, 200", "513, 400"})
    void callback_data_may_be_512_characters_long(int length, int status) throws Exception {
        String more = ",\"biz_opaque_callback_data\":\"" + "x".repeat(length) + "\"";

        assertThat(world.text("4915112345678", "x", more).status()).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "{\"to\":\"4915112345678\"}", "{\"messaging_product\":\"sms\"}"})
    void a_body_that_is_no_message_is_code_100(String body) throws Exception {
        World.Answer answer = world.messages(body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo(100);
    }

    private static World.Answer send(String content) throws Exception {
        return world.messages(("{'messaging_product':'whatsapp'," + content + "}").replace('\'', '"'));
    }
}
