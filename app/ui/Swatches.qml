pragma ComponentBehavior: Bound
import QtQuick
import app.ui

// A row of colours of which one is worn.
Column {
    id: swatches
    property string label: ""
    required property var shades
    required property string chosen
    signal picked(string shade)
    spacing: Theme.xs
    Text {
        visible: swatches.label !== ""
        text: swatches.label
        color: Theme.muted
        font.family: Theme.text
        font.pixelSize: Theme.small
        font.weight: Font.DemiBold
    }
    Flow {
        width: swatches.width
        spacing: 4
        Repeater {
            model: swatches.shades
            Swatch {
                required property string modelData
                shade: modelData
                checked: modelData === swatches.chosen
                autoExclusive: false
                Accessible.name: swatches.label + " " + modelData
                onClicked: swatches.picked(modelData)
            }
        }
    }
}
